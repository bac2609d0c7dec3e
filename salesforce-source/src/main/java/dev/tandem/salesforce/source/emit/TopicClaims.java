/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.emit;

import dev.tandem.salesforce.source.failure.TopicInUseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The topics that one task writes to, known to all tasks in the worker's process. Each connector gives versions of its own, so records
 * of two in one topic would replace newer values by older ones. Connectors in other workers are not seen. Those that write elsewhere
 * are no obstacle: to other brokers, or through other transforms, which may rename the topic.
 *
 * <p>Thread-safe.
 */
public final class TopicClaims implements AutoCloseable {
    private static final Map<String, List<TopicClaims>> HOLDERS = new HashMap<>();

    private final String connector;
    private final String destination;
    private boolean closed;

    /** @param destination the same for all connectors that write a topic's records to the same place */
    public TopicClaims(String connector, String destination) {
        this.connector = connector;
        this.destination = destination;
    }

    /**
     * Claims a topic. A task that hangs, and has a successor already, is of the same connector and no obstacle.
     *
     * @throws TopicInUseException if a task of another connector writes to it
     */
    public void claim(String topic) {
        synchronized (HOLDERS) {
            List<TopicClaims> holders = HOLDERS.computeIfAbsent(topic + "@" + destination, key -> new ArrayList<>());
            for (TopicClaims holder : holders) {
                if (!holder.connector.equals(connector)) {
                    throw new TopicInUseException(topic, holder.connector);
                }
            }
            if (!closed && !holders.contains(this)) {
                holders.add(this);
            }
        }
    }

    @Override
    public void close() {
        synchronized (HOLDERS) {
            closed = true;
            HOLDERS.values().forEach(holders -> holders.remove(this));
            HOLDERS.values().removeIf(List::isEmpty);
        }
    }
}
