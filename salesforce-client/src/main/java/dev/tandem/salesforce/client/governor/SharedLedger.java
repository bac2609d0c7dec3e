/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.governor;

import java.lang.management.ManagementFactory;
import java.time.Instant;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to the ledger of an org. The first caller in the process registers the ledger in the JVM's MBean server, and all
 * others use that one, whichever class loader they come from. It stays for the life of the process, like the counts.
 */
final class SharedLedger {
    private static final Logger LOG = LoggerFactory.getLogger(SharedLedger.class);
    private static final String[] ONE_LONG = {"long"};
    private static final String[] TWO_LONGS = {"long", "long"};
    private static final String[] THREE_LONGS = {"long", "long", "long"};

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final ObjectName name;

    SharedLedger(String orgId) {
        try {
            name = new ObjectName("dev.tandem:type=SalesforceApiLedger,org=" + ObjectName.quote(orgId));
            if (!server.isRegistered(name)) {
                register();
            }
        } catch (JMException failure) {
            throw new IllegalStateException("Failed to register the API ledger of org " + orgId + ".", failure);
        }
    }

    private void register() throws JMException {
        try {
            server.registerMBean(new StandardMBean(new OrgLedger(), OrgLedgerMBean.class), name);
        } catch (InstanceAlreadyExistsException another) {
            LOG.debug("Another plugin has just registered {}", name, another);
        }
    }

    void addCalls(Instant now, long calls) {
        invoke("addCalls", TWO_LONGS, now.toEpochMilli(), calls);
    }

    void addEvents(Instant now, long events) {
        invoke("addEvents", TWO_LONGS, now.toEpochMilli(), events);
    }

    void noteUsage(Instant now, long used, long limit) {
        invoke("noteUsage", THREE_LONGS, now.toEpochMilli(), used, limit);
    }

    void noteEventLimit(long limit) {
        invoke("noteEventLimit", ONE_LONG, limit);
    }

    void backOff(Instant until) {
        invoke("backOff", ONE_LONG, until.toEpochMilli());
    }

    BudgetState state(Instant now) {
        return BudgetState.of((long[]) invoke("state", ONE_LONG, now.toEpochMilli()));
    }

    private Object invoke(String operation, String[] signature, Object... arguments) {
        try {
            return server.invoke(name, operation, arguments, signature);
        } catch (JMException failure) {
            throw new IllegalStateException("Failed to use the API ledger " + name + ".", failure);
        }
    }
}
