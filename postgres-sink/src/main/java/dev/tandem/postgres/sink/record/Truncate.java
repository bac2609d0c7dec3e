/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.record;

import dev.tandem.postgres.session.TableId;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * The removal of all rows of a table that are older.
 *
 * @param origin where it was ordered; null while conflicts are not logged
 */
public record Truncate(SinkRecord record, TableId table, long version, String origin) implements Effect {}
