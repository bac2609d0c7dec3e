/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.standalone.Pipeline.Direction;
import java.util.List;
import org.junit.jupiter.api.Test;

class PipelineTest {
    @Test
    void watchesSlotThatDebeziumReads() {
        Endpoints endpoints = new Endpoints(
                "http://127.0.0.1:1",
                "127.0.0.1:2",
                "http://127.0.0.1:3",
                "http://127.0.0.1:4",
                "id",
                "secret",
                "jdbc:postgresql://127.0.0.1:5/tandem?user=tandem&password=tandem");
        Pipeline pipeline = new Pipeline(endpoints, Pipeline.SALESFORCE, List.of("Account"), Direction.BOTH);

        String watched = pipeline.writeBack().get("replication.slot");

        assertThat(watched).isEqualTo(pipeline.walReader().get("slot.name"));
    }
}
