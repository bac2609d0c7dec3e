/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.events;

/**
 * One event as it is kept for replay.
 *
 * @param position its place in the order of arrival, which never repeats
 * @param stream the replay id sequence it belongs to
 * @param entity the API name of the object it speaks of, or null where it speaks of none
 * @param data the JSON that subscribers get as {@code data}
 * @param arrivedAt epoch milliseconds
 */
public record BusEvent(long position, String stream, String entity, long replayId, String data, long arrivedAt) {}
