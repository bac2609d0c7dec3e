/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.record;

import dev.tandem.postgres.session.TableId;
import java.util.Optional;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * A record that cannot be written.
 *
 * @param table where it belongs, as far as that is known
 * @param reason why, with table and column where they are known, and without any value
 * @param cause without any value too
 */
public record RejectedRecord(SinkRecord record, Optional<TableId> table, String reason, Exception cause) {}
