/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink;

import java.util.Collection;
import org.apache.kafka.connect.sink.SinkRecord;

/** A task at work, in one of the connector's two ways. */
interface RunningTask extends AutoCloseable {
    void put(Collection<SinkRecord> records);

    /** Forgets records that are not written, because their partitions were taken away. */
    void revoke();

    @Override
    void close();
}
