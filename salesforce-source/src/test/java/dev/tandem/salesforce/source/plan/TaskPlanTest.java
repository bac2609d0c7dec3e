/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TaskPlanTest {
    @Test
    void objectsAreSpreadEvenly() {
        assertThat(TaskPlan.divide(List.of("A", "B", "C", "D", "E"), 2))
                .containsExactly(List.of("A", "C", "E"), List.of("B", "D"));
    }

    @Test
    void givesEveryTaskAnObject() {
        assertThat(TaskPlan.divide(List.of("A", "B"), 5)).containsExactly(List.of("A"), List.of("B"));
    }

    @Test
    void givesAllObjectsToOneTask() {
        assertThat(TaskPlan.divide(List.of("A", "B"), 1)).containsExactly(List.of("A", "B"));
    }
}
