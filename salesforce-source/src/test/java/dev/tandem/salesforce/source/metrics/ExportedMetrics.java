/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** The metrics that the JMX exporter makes of beans, by the rules of its configuration. */
final class ExportedMetrics {
    private final JsonNode rules;

    ExportedMetrics(JsonNode configuration) {
        this.rules = configuration.path("rules");
    }

    /** Returns the values of all numbers in beans whose name matches, by the name of the metric. */
    Map<String, Double> read(String beans) throws JMException {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        Map<String, Double> metrics = new TreeMap<>();
        for (ObjectName bean : server.queryNames(new ObjectName(beans), null)) {
            for (MBeanAttributeInfo attribute : server.getMBeanInfo(bean).getAttributes()) {
                Object value = server.getAttribute(bean, attribute.getName());
                if (value instanceof Number number) {
                    String name = name(bean.getDomain(), bean.getKeyPropertyListString(), attribute.getName())
                            .orElseThrow(() -> new AssertionError("no rule for " + attribute + " of " + bean));
                    metrics.put(name, number.doubleValue());
                }
            }
        }
        return metrics;
    }

    /** Returns the name of the metric of an attribute, or empty if no rule matches. */
    Optional<String> name(String domain, String properties, String attribute) {
        String snake = attribute.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
        String bean = domain + "<" + properties.replace(",", ", ") + "><>";
        for (JsonNode rule : rules) {
            // An option of each rule: the exporter passes over one for all rules without a word.
            String line = bean + (rule.path("attrNameSnakeCase").asBoolean() ? snake : attribute);
            Matcher matcher = Pattern.compile(rule.path("pattern").asText()).matcher(line);
            if (matcher.matches()) {
                String name = matcher.replaceAll(rule.path("name").asText());
                return Optional.of(name.replaceAll("\\W", "_").toLowerCase(Locale.ROOT));
            }
        }
        return Optional.empty();
    }
}
