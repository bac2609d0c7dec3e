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
 * A record that cannot be applied.
 *
 * @param table its table, as far as that is known
 * @param reason a sentence that names column and remedy where they are known, and no value
 * @param cause an exception that shows no value either
 */
public record RejectedRecord(SinkRecord record, Optional<TableId> table, String reason, Exception cause)
        implements Effect {}
