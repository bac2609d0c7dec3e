/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.metric;

import java.util.Map;

/** A publisher that shows groups of metrics outside the task. A group that cannot be shown is logged, and never stops a task. */
public interface MetricPublisher extends AutoCloseable {
    /**
     * Shows a group until the publisher is closed.
     *
     * @param tags the connector, the task and what else the group is about, in order
     */
    void publish(MetricGroup<?> group, Map<String, String> tags);

    /** Takes back everything that was published. */
    @Override
    void close();
}
