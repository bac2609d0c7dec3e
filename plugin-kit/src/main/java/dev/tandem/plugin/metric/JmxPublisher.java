/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.metric;

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

/**
 * A publisher over JMX.
 *
 * <p><b>Names.</b> The first name is the plugin's own; further ones are names of an earlier release, kept for one release.
 *
 * <p><b>Threads.</b> Publishing and closing may happen on different threads.
 */
public final class JmxPublisher implements MetricPublisher {
    private static final Logger LOG = LoggerFactory.getLogger(JmxPublisher.class);

    /** A task that hangs is stopped only after its successor has started, and must not remove the successor's beans. */
    private static final Map<ObjectName, JmxPublisher> OWNERS = new ConcurrentHashMap<>();

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final List<BeanName> names;
    private final List<ObjectName> published = new ArrayList<>();

    public JmxPublisher(BeanName... names) {
        this.names = List.of(names);
    }

    @Override
    public void publish(MetricGroup<?> group, Map<String, String> tags) {
        publishBean(group, tags);
    }

    /** Shows any bean, such as an MXBean, until the publisher is closed. */
    public synchronized void publishBean(Object bean, Map<String, String> tags) {
        for (BeanName name : names) {
            String text = name.of(tags);
            try {
                register(bean, new ObjectName(text));
            } catch (JMException failure) {
                LOG.warn("Metrics {} are not visible over JMX.", text, failure);
            }
        }
    }

    private void register(Object bean, ObjectName name) throws JMException {
        if (OWNERS.put(name, this) != null && server.isRegistered(name)) {
            server.unregisterMBean(name);
        }
        server.registerMBean(bean, name);
        published.add(name);
    }

    @Override
    public synchronized void close() {
        for (ObjectName name : published) {
            try {
                if (OWNERS.remove(name, this)) {
                    server.unregisterMBean(name);
                }
            } catch (JMException failure) {
                LOG.debug("Metrics {} were already gone.", name, failure);
            }
        }
        published.clear();
    }
}
