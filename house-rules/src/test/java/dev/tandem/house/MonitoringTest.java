/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The metrics that the alert rules of Prometheus name. */
class MonitoringTest {
    private static final Pattern EXPORTED = Pattern.compile("\\btandem_\\w+");
    private static final Pattern EXPRESSION = Pattern.compile("(?m)^ +expr: (.+)$");
    private static final Pattern NAMED_CONSTANT = Pattern.compile("(?m)^    [A-Z_]+\\(\\s*\"([a-z-]+)\"");
    private static final Pattern CONSTANT = Pattern.compile("(?m)^    ([A-Z_]+)\\(");
    private static final Pattern GETTER = Pattern.compile(" get(\\w+)\\(\\);");

    /** The file that lists the metrics of each prefix, and how it names them. */
    private static final Map<String, Map.Entry<String, Pattern>> SOURCES = Map.of(
            "tandem_salesforce_source_", Map.entry("TaskMetricsMXBean.java", GETTER),
            "tandem_salesforce_source_object_", Map.entry("ObjectMetricsMXBean.java", GETTER),
            "tandem_salesforce_source_api_", Map.entry("ApiBudgetMXBean.java", GETTER),
            "tandem_salesforce_sink_api_", Map.entry("ApiBudgetMXBean.java", GETTER),
            "tandem_salesforce_sink_table_", Map.entry("sink/metrics/TableMetric.java", CONSTANT),
            "tandem_salesforce_sink_", Map.entry("WriteMetric.java", CONSTANT),
            "tandem_postgres_sink_table_", Map.entry("sink/metrics/Metric.java", NAMED_CONSTANT),
            "tandem_postgres_sink_", Map.entry("sink/metrics/Metric.java", NAMED_CONSTANT),
            "tandem_last_writer_wins_", Map.entry("TransformMetric.java", NAMED_CONSTANT));

    @Test
    void alertsNameOnlyMetricsThatExist() {
        Set<String> known = new TreeSet<>();
        SOURCES.forEach((prefix, source) ->
                names(source.getKey(), source.getValue()).forEach(name -> known.add(prefix + name)));
        // The exporter's rules give this name to a metric of Connect.
        known.add("tandem_connect_failed_tasks");

        Set<String> named = EXPRESSION
                .matcher(Repository.read(Repository.root().resolve("docker/prometheus/alerts.yml")))
                .results()
                .flatMap(rule -> EXPORTED.matcher(rule.group(1)).results())
                .map(name -> name.group())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(named).isNotEmpty();
        assertThat(known).containsAll(named);
    }

    private static List<String> names(String file, Pattern pattern) {
        Path source = Repository.modules().stream()
                .flatMap(module -> Repository.mainFiles(module).stream())
                .filter(path -> path.toString().endsWith("/" + file))
                .findFirst()
                .orElseThrow(() -> new AssertionError("There is no " + file + "."));
        return pattern.matcher(Repository.read(source))
                .results()
                .map(name -> name.group(1)
                        .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                        .replace('-', '_')
                        .toLowerCase(Locale.ROOT))
                .toList();
    }
}
