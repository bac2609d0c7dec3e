/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import dev.tandem.standalone.Part;
import dev.tandem.standalone.Platform;
import java.io.IOException;
import java.util.Set;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** The MBeans of a platform's worker, read in its own process. */
public final class WorkerBeans implements AutoCloseable {
    private final JMXConnector connector;
    private final MBeanServerConnection beans;

    private WorkerBeans(JMXConnector connector) throws IOException {
        this.connector = connector;
        this.beans = connector.getMBeanServerConnection();
    }

    @SuppressWarnings("BanJNDI")
    public static WorkerBeans of(Platform platform) throws IOException, AttachNotSupportedException {
        VirtualMachine machine = VirtualMachine.attach(Long.toString(platform.pid(Part.CONNECT)));
        try {
            return new WorkerBeans(JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent())));
        } finally {
            machine.detach();
        }
    }

    /** The beans whose name matches. */
    public Set<ObjectName> named(String pattern) throws IOException, JMException {
        return beans.queryNames(new ObjectName(pattern), null);
    }

    /** A count of the one bean whose name matches. */
    public long count(String pattern, String attribute) throws IOException, JMException {
        return ((Number) beans.getAttribute(named(pattern).iterator().next(), attribute)).longValue();
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}
