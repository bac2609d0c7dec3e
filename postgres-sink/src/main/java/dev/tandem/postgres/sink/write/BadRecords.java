/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import org.apache.kafka.connect.sink.SinkRecord;

/** Takes the records that cannot be written. */
@FunctionalInterface
public interface BadRecords {
    /**
     * Returns once the record is safely put aside.
     *
     * @param reason why it cannot be written, without its values
     */
    void report(SinkRecord record, String reason, Exception cause);
}
