/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.position;

import org.apache.kafka.common.TopicPartition;

/**
 * A partition of which the database has fewer records than Kafka says.
 *
 * @param stored the first offset that the database may lack
 * @param expected the first offset that it may lack by what Kafka says
 */
record PositionLag(TopicPartition partition, long stored, long expected) {}
