/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.table;

import org.apache.kafka.connect.data.Schema;

/**
 * A value that its column does not hold.
 *
 * @param schema the schema of the value
 */
public record UnfitValue(Column column, Schema schema) {}
