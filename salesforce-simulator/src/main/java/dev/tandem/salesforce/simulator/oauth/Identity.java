/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.oauth;

/** The org's and the integration user's ids. */
public record Identity(String organizationId, String userId) {}
