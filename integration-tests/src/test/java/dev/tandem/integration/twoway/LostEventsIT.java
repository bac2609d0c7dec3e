/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration.twoway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.integration.SharedPlatform;
import dev.tandem.integration.TestPipeline;
import dev.tandem.standalone.Platform;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes in Salesforce without an event. The sinks ask for re-reads, through Debezium or by themselves. */
@ExtendWith(SharedPlatform.class)
class LostEventsIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Platform platform;

    LostEventsIT(Platform platform) {
        this.platform = platform;
    }

    @ParameterizedTest
    @ValueSource(strings = {"wal", "notify"})
    void findsChangesWithoutEvent(String wakeUp) throws Exception {
        String namespace = "lostevents" + wakeUp;
        String table = namespace + ".\"Account\"";
        try (var pipeline = TestPipeline.of(platform, namespace, TwoWayPipeline.OBJECT);
                var twoWay = new TwoWayPipeline(platform, pipeline, wakeUp, Map.of())) {
            String parent = add(pipeline, Map.of("Name", "Parent"));
            String id = add(pipeline, Map.of("Name", "Acme", "ParentId", parent));
            twoWay.install(2, table);

            pipeline.org().updateSilently(TwoWayPipeline.OBJECT, List.of(Map.of("Id", id, "Name", "Silent")));
            long second = Instant.now().getEpochSecond();
            await("a later second, so that our edit wins")
                    .until(() -> Instant.now().getEpochSecond() > second);
            twoWay.execute("UPDATE " + table + " SET \"Name\" = 'Ours' WHERE \"Id\" = '" + id + "'");

            await("the edit in Salesforce").atMost(LIMIT).untilAsserted(() -> {
                assertThat(pipeline.org()
                                .liveRecords(TwoWayPipeline.OBJECT)
                                .get(id)
                                .path("Name")
                                .asText())
                        .isEqualTo("Ours");
                assertThat(twoWay.query("SELECT * FROM tandem.pending WHERE table_schema = '" + namespace + "'"))
                        .isEmpty();
            });
            assertThat(twoWay.query(
                            "SELECT remote_value FROM tandem.conflicts WHERE table_schema = '" + namespace + "'"))
                    .containsExactly(Map.of("remote_value", "\"Silent\""));

            deleteParent(pipeline, parent, id);

            await("the reference to be cleared")
                    .atMost(LIMIT)
                    .untilAsserted(() -> assertThat(twoWay.query(
                                    "SELECT coalesce(\"ParentId\", 'none') AS parent, \"Name\" FROM " + table))
                            .containsExactly(Map.of("parent", "none", "Name", "Ours")));
        }
    }

    private static String add(TestPipeline pipeline, Map<String, Object> values) {
        return pipeline.org().addRecords(TwoWayPipeline.OBJECT, List.of(values)).get(0);
    }

    /** Deletes a record as Salesforce does: references to it are cleared, which makes no event. */
    private static void deleteParent(TestPipeline pipeline, String parent, String child) {
        Map<String, Object> cleared = new HashMap<>();
        cleared.put("Id", child);
        cleared.put("ParentId", null);
        pipeline.org().updateSilently(TwoWayPipeline.OBJECT, List.of(cleared));
        pipeline.org().delete(TwoWayPipeline.OBJECT, List.of(parent));
    }
}
