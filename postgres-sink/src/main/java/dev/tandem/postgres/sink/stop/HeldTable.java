/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.stop;

import dev.tandem.postgres.session.TableId;
import java.util.List;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * The records of a put that were not written because of their table.
 *
 * @param cause the failure to prepare the table, or to write it while it waits for another
 */
public record HeldTable(TableId table, Exception cause, List<SinkRecord> records) {}
