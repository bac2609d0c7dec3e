/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class JmxPublisherTest {
    private enum Count implements MetricKey {
        ROWS("rows"),
        ERRORS("errors");

        private final String metricName;

        Count(String metricName) {
            this.metricName = metricName;
        }

        @Override
        public String metricName() {
            return metricName;
        }

        @Override
        public String description() {
            return "Number of " + metricName;
        }
    }

    private static final String NAME = "dev.tandem:type=kit-test,connector=\"a:b\",task=3,table=\"public.T\"";

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final MetricGroup<Count> group = new MetricGroup<>(Count.class, EnumSet.allOf(Count.class), "Test");
    private final Map<String, String> tags = new LinkedHashMap<>();

    JmxPublisherTest() {
        tags.put("connector", "a:b");
        tags.put("task", "3");
        tags.put("table", "public.T");
    }

    @Test
    void showsAGroupUnderItsNameUntilClosed() throws JMException {
        JmxPublisher publisher = new JmxPublisher(BeanName.ofType("kit-test"));
        publisher.publish(group, tags);
        group.add(Count.ROWS, 7);

        Object rows = server.getAttribute(new ObjectName(NAME), "rows");

        assertThat(rows).isEqualTo(7L);
        publisher.close();
        assertThat(server.isRegistered(new ObjectName(NAME))).isFalse();
    }

    @Test
    void showsAGroupUnderAnEarlierName() throws JMException {
        ObjectName earlier = new ObjectName("dev.tandem.kit.test:table=\"public.T\"");
        try (JmxPublisher publisher = new JmxPublisher(
                BeanName.ofType("kit-test"),
                names -> "dev.tandem.kit.test:table=" + ObjectName.quote(names.get("table")))) {
            publisher.publish(group, tags);
            group.set(Count.ERRORS, 2);

            assertThat(server.getAttribute(earlier, "errors")).isEqualTo(2L);
        }
        assertThat(server.isRegistered(earlier)).isFalse();
    }

    @Test
    void keepsTheBeanOfASuccessorWhenItsPredecessorCloses() throws JMException {
        JmxPublisher predecessor = new JmxPublisher(BeanName.ofType("kit-test"));
        predecessor.publish(group, tags);
        try (JmxPublisher successor = new JmxPublisher(BeanName.ofType("kit-test"))) {
            MetricGroup<Count> next = new MetricGroup<>(Count.class, EnumSet.of(Count.ROWS), "Test");
            successor.publish(next, tags);
            next.set(Count.ROWS, 1);

            predecessor.close();

            assertThat(server.getAttribute(new ObjectName(NAME), "rows")).isEqualTo(1L);
        }
    }
}
