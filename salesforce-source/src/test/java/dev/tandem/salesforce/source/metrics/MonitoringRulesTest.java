/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.tandem.plugin.metric.BeanName;
import dev.tandem.plugin.metric.JmxPublisher;
import dev.tandem.salesforce.client.governor.BudgetReport;
import dev.tandem.salesforce.client.stream.StreamCounters;
import dev.tandem.salesforce.login.ApiBudget;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests of the files for Prometheus, with the connector's own beans. */
class MonitoringRulesTest {
    private static final Path FOLDER = Path.of("..", "docker", "prometheus");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final String BEANS = "dev.tandem:type=salesforce-source,connector=\"monitored\",*";

    private final JmxPublisher publisher = new JmxPublisher(BeanName.ofType("salesforce-source"));
    private final ObjectMetrics object = new ObjectMetrics();
    private StreamCounters stream = new StreamCounters(0, 0, 1, 0, 0, 0, true, "");
    private BudgetReport budget = budget(10);
    private Duration idle = Duration.ofMillis(500);
    private ExportedMetrics exporter;

    @BeforeEach
    void publish() throws IOException {
        exporter = new ExportedMetrics(
                YAML.readTree(FOLDER.resolve("jmx-exporter.yml").toFile()));
        Map<String, String> task = new LinkedHashMap<>();
        task.put("connector", "monitored");
        task.put("task", "0");
        publisher.publishBean(new TaskMetrics(List.of(object), () -> stream, () -> 0, () -> 0, 0, () -> idle), task);
        publisher.publishBean(object, with(task, "object", "Account"));
        publisher.publishBean(new ApiBudget(() -> Optional.of(budget)), with(task, "api", "budget"));
        object.setPhase("STREAMING");
        object.setPosition(Instant.now());
        object.countEvent("UPDATE", "1", 20);
    }

    @AfterEach
    void close() {
        publisher.close();
    }

    @Test
    void firesNoAlertWhileAllIsWell() throws Exception {
        Map<String, Double> metrics = exporter.read(BEANS);

        assertThat(firing(metrics, metrics)).isEmpty();
    }

    @Test
    void firesTheAlertOfEachProblem() throws Exception {
        assertThat(firingAfter(() -> object.setFailed("gone"))).containsExactly("TandemObjectStopped");
        assertThat(firingAfter(() -> object.setWaiting("outage"))).containsExactly("TandemObjectWaits");
        object.setPhase("STREAMING");
        assertThat(firingAfter(() -> object.countEvent("UPDATE", "2", 90_000))).containsExactly("TandemSourceLags");
        object.countEvent("UPDATE", "3", 20);
        assertThat(firingAfter(() -> object.countMissed(2))).containsExactly("TandemChangesMissed");
        assertThat(firingAfter(object::countDeletesUnverified)).containsExactly("TandemDeletesUnverified");
        assertThat(firingAfter(object::countEventsLost)).containsExactly("TandemEventsLost");
        assertThat(firingAfter(object::countSkipped)).containsExactly("TandemRecordsSkipped");
        assertThat(firingAfter(() -> object.setPosition(Instant.now().minus(Duration.ofHours(61)))))
                .containsExactly("TandemPositionExpires");
        object.setPosition(Instant.now());
        assertThat(firingAfter(() -> stream = new StreamCounters(0, 0, 1, 1, 0, 0, false, "")))
                .containsExactly("TandemSourceDisconnected");
        stream = new StreamCounters(0, 0, 0, 0, 0, 0, false, "");
        assertThat(firingAfter(() -> idle = Duration.ofMinutes(3))).containsExactly("TandemWorkerTakesNoRecords");
        idle = Duration.ZERO;
        assertThat(firingAfter(() -> budget = budget(2_000))).containsExactly("TandemApiBudgetEnds");
    }

    @Test
    void firesTheAlertOfACounterThatIsScrapedTooLate() throws Exception {
        object.countMissed(2);
        object.countDeletesUnverified();
        object.countEventsLost();
        object.countSkipped();

        assertThat(firing(Map.of(), exporter.read(BEANS)))
                .containsExactly(
                        "TandemChangesMissed", "TandemDeletesUnverified", "TandemEventsLost", "TandemRecordsSkipped");
    }

    @Test
    void asksOfEachCounterForItsFirstValueToo() throws IOException {
        Pattern increase = Pattern.compile("increase\\((\\w+)\\[(\\w+)]\\) > 0(.*)");
        for (String expression : expressions()) {
            Matcher rule = increase.matcher(expression);
            if (rule.lookingAt()) {
                String counter = rule.group(1);
                assertThat(rule.group(3))
                        .isEqualTo(" or (" + counter + " > 0 unless " + counter + " offset " + rule.group(2) + ")");
            }
        }
    }

    @Test
    void namesTheMetricsOfChannels() {
        String channel = "type=salesforce-source,connector=\"sf\",task=0,object=/event/Low_Ink__e";

        assertThat(exporter.name("dev.tandem", channel, "EventsLost"))
                .contains("tandem_salesforce_source_object_events_lost");
    }

    @Test
    void namesTheMetricsOfTheSink() {
        String task = "type=postgres-sink,connector=\"pg\",task=0";

        assertThat(exporter.name("dev.tandem", task, "records-rejected"))
                .contains("tandem_postgres_sink_records_rejected");
        assertThat(exporter.name("dev.tandem", task + ",table=\"public.Account\"", "lag-ms"))
                .contains("tandem_postgres_sink_table_lag_ms");
    }

    @Test
    void namesTheMetricsOfTransformAndWorker() {
        String transform = "type=last-writer-wins,connector=\"pg\",task=0,instance=1";

        assertThat(exporter.name("dev.tandem", transform, "dropped-older"))
                .contains("tandem_last_writer_wins_dropped_older");
        for (String connector : List.of("pg", "\"with:colon\"")) {
            String worker = "type=connect-worker-metrics,connector=" + connector;
            assertThat(exporter.name("kafka.connect", worker, "connector-failed-task-count"))
                    .contains("tandem_connect_failed_tasks");
        }
    }

    private interface Problem {
        void occur() throws Exception;
    }

    private Set<String> firingAfter(Problem problem) throws Exception {
        Map<String, Double> before = exporter.read(BEANS);
        problem.occur();
        return firing(before, exporter.read(BEANS));
    }

    private static Set<String> firing(Map<String, Double> before, Map<String, Double> now) throws IOException {
        Set<String> firing = new TreeSet<>();
        for (JsonNode rule : rules()) {
            String expression = rule.path("expr").asText();
            boolean ofSource = expression.contains("salesforce_source");
            if (ofSource && new AlertCondition(expression).holds(before, now)) {
                firing.add(rule.path("alert").asText());
            }
        }
        return firing;
    }

    private static List<JsonNode> rules() throws IOException {
        List<JsonNode> rules = new ArrayList<>();
        YAML.readTree(FOLDER.resolve("alerts.yml").toFile())
                .path("groups")
                .forEach(group -> group.path("rules").forEach(rules::add));
        return rules;
    }

    private static List<String> expressions() throws IOException {
        return rules().stream().map(rule -> rule.path("expr").asText()).toList();
    }

    private static BudgetReport budget(long forecast) {
        return new BudgetReport(1_000, 10, 990, 1, 10, 15_000, forecast, 0, 0, 0, Duration.ZERO);
    }

    private static Map<String, String> with(Map<String, String> tags, String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(tags);
        more.put(key, value);
        return more;
    }
}
