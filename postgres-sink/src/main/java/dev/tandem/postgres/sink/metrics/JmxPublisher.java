/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.metrics;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes over JMX, as {@code dev.tandem.postgres.sink:connector=...,task=...[,table=...]}. */
final class JmxPublisher implements MetricPublisher {
    private static final Logger LOG = LoggerFactory.getLogger(JmxPublisher.class);

    /** A task that hangs is stopped only after its successor has started, and must not take away the successor's metrics. */
    private static final Map<ObjectName, JmxPublisher> OWNERS = new ConcurrentHashMap<>();

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final List<ObjectName> published = new ArrayList<>();

    @Override
    public void publish(MetricGroup group, Map<String, String> tags) {
        StringBuilder name = new StringBuilder("dev.tandem.postgres.sink:");
        tags.forEach((tag, value) -> name.append(name.charAt(name.length() - 1) == ':' ? "" : ",")
                .append(tag)
                .append('=')
                .append(ObjectName.quote(value)));
        try {
            ObjectName objectName = new ObjectName(name.toString());
            if (OWNERS.put(objectName, this) != null) {
                server.unregisterMBean(objectName);
            }
            server.registerMBean(group, objectName);
            published.add(objectName);
        } catch (JMException failure) {
            LOG.warn("metrics {} are not visible over JMX", name, failure);
        }
    }

    @Override
    public void close() {
        for (ObjectName name : published) {
            try {
                if (OWNERS.remove(name, this)) {
                    server.unregisterMBean(name);
                }
            } catch (JMException gone) {
                LOG.debug("metrics {} were gone already", name, gone);
            }
        }
        published.clear();
    }
}
