/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.metrics;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The beans of one task, from its start to its stop. A bean that cannot be registered is logged, and never stops a task. */
public final class Registration implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Registration.class);

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final String connector;
    private final String task;
    private final List<ObjectName> registered = new ArrayList<>();

    public Registration(String connector, String task) {
        this.connector = connector;
        this.task = task;
    }

    public void add(TaskMetrics metrics) {
        register("", metrics);
    }

    public void add(String object, ObjectMetrics metrics) {
        register(",object=" + object, metrics);
    }

    private void register(String ofTask, Object metrics) {
        String name =
                "dev.tandem:type=salesforce-source,connector=" + ObjectName.quote(connector) + ",task=" + task + ofTask;
        try {
            ObjectName bean = new ObjectName(name);
            replace(bean, metrics);
            registered.add(bean);
        } catch (JMException failure) {
            LOG.warn("{} is not shown over JMX", name, failure);
        }
    }

    /** A task that was abandoned by its worker may have left its beans. */
    private void replace(ObjectName name, Object metrics) throws JMException {
        try {
            server.registerMBean(metrics, name);
        } catch (InstanceAlreadyExistsException abandoned) {
            server.unregisterMBean(name);
            server.registerMBean(metrics, name);
        }
    }

    @Override
    public void close() {
        for (ObjectName name : registered) {
            try {
                server.unregisterMBean(name);
            } catch (JMException failure) {
                LOG.debug("{} was not registered any more", name, failure);
            }
        }
        registered.clear();
    }
}
