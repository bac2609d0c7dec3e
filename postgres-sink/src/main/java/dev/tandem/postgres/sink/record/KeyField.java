/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.record;

import org.apache.kafka.connect.data.Schema;

/** A field that identifies a row, in a record's key or value. */
record KeyField(String name, Schema schema) {}
