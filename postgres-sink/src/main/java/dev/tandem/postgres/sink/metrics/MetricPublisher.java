/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.metrics;

import java.util.Map;

/** Makes a group of metrics visible outside the task. */
interface MetricPublisher extends AutoCloseable {
    /** @param tags what the group is about, such as the table */
    void publish(MetricGroup group, Map<String, String> tags);

    /** Takes back all that was published. */
    @Override
    void close();
}
