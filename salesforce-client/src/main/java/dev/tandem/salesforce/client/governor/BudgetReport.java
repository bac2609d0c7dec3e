/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.governor;

import java.time.Duration;

/**
 * The budget of an org as values for metrics and logs. All counts cover the last 24 hours unless they say otherwise.
 *
 * @param budget API calls that this process may make
 * @param calls API calls that this process made
 * @param remaining API calls that are left for this process
 * @param callsLastHour API calls that this process made in the last hour
 * @param orgCalls API calls of everyone
 * @param orgLimit daily API calls of the org; 0 if unknown
 * @param callForecast API calls of this process in a day at the pace of the last hour
 * @param events events delivered to this process
 * @param eventLimit daily deliveries of the org; 0 if unknown
 * @param eventForecast deliveries to this process in a day at the pace of the last hour
 * @param livePause pause between two live calls; zero at full pace
 */
public record BudgetReport(
        long budget,
        long calls,
        long remaining,
        long callsLastHour,
        long orgCalls,
        long orgLimit,
        long callForecast,
        long events,
        long eventLimit,
        long eventForecast,
        Duration livePause) {}
