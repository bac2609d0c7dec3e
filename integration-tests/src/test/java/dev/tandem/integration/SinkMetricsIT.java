/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.event.ChangeHeaders;
import dev.tandem.event.Envelope;
import dev.tandem.standalone.Platform;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The sink's metrics among the worker's own (KIP-877) and as its own beans, while it runs and no longer. */
@ExtendWith(SharedPlatform.class)
class SinkMetricsIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Schema ROW = SchemaBuilder.struct()
            .name("Row")
            .field("Name", Schema.OPTIONAL_STRING_SCHEMA)
            .build();

    private final Platform platform;

    SinkMetricsIT(Platform platform) {
        this.platform = platform;
    }

    @Test
    void publishesMetricsWhileTheTaskRuns() throws Exception {
        try (RecordTopic topic = RecordTopic.create(platform.endpoints(), "sinkmetrics.Account", 1);
                RecordTopic letters = RecordTopic.create(platform.endpoints(), "sinkmetrics-letters", 1);
                WorkerBeans beans = WorkerBeans.of(platform)) {
            for (int i = 0; i < 20; i++) {
                send(topic, "record " + i, Map.of());
            }
            send(topic, "bad", Map.of(ChangeHeaders.OP, "x"));
            topic.flush();
            platform.connect()
                    .install("sinkmetrics", SinkConfig.of(platform.endpoints(), topic.name(), letters.name()), LIMIT);
            SinkOffsets.awaitEnd(platform, "sinkmetrics", topic.name());

            String worker = "kafka.connect:type=plugins,connector=sinkmetrics,task=0";
            String own = "dev.tandem:type=postgres-sink,connector=\"sinkmetrics\",task=0";
            for (List<String> names : List.of(
                    List.of(worker, worker + ",table=sinkmetrics.Account"),
                    List.of(own, own + ",table=\"sinkmetrics.Account\""))) {
                String task = names.get(0);
                String table = names.get(1);
                assertThat(beans.count(task, "batches")).isPositive();
                assertThat(beans.count(task, "batch-records")).isEqualTo(20);
                assertThat(beans.count(task, "batch-ms")).isNotNegative();
                assertThat(beans.count(task, "retries")).isZero();
                assertThat(beans.count(task, "records-rejected")).isEqualTo(1);
                assertThat(beans.count(table, "rows-inserted")).isEqualTo(20);
                assertThat(beans.count(table, "schema-changes")).isEqualTo(1);
                assertThat(beans.count(table, "lag-ms")).isBetween(0L, LIMIT.toMillis());
            }
            platform.connect().delete("sinkmetrics");
            await("the metrics to go with the task")
                    .atMost(LIMIT)
                    .until(() -> beans.named("kafka.connect:type=plugins,connector=sinkmetrics,*")
                                    .isEmpty()
                            && beans.named("dev.tandem:type=postgres-sink,connector=\"sinkmetrics\",*")
                                    .isEmpty());
        }
    }

    private static void send(RecordTopic topic, String id, Map<String, String> headers) {
        topic.send(
                new Struct(Envelope.keySchema(topic.name())).put("Id", id), new Struct(ROW).put("Name", id), headers);
    }
}
