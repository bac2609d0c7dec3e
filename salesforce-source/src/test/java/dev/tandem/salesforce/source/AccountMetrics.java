/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** The metrics of the object Account in the one task of the connector {@code test}. */
final class AccountMetrics {
    private AccountMetrics() {}

    static Object value(String attribute) {
        try {
            ObjectName name =
                    new ObjectName("dev.tandem:type=salesforce-source,connector=\"test\",task=0,object=Account");
            return ManagementFactory.getPlatformMBeanServer().getAttribute(name, attribute);
        } catch (JMException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
