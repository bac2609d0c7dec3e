/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.load;

import dev.tandem.salesforce.simulator.records.ChangeKind;
import java.util.List;
import java.util.Map;

/** The changes that a load makes, and their rate; {@code mix} gives each kind its weight. */
public record LoadPlan(double changesPerSecond, Map<ChangeKind, Integer> mix, List<String> objects) {
    public static final Map<ChangeKind, Integer> USUAL_MIX =
            Map.of(ChangeKind.CREATE, 10, ChangeKind.UPDATE, 80, ChangeKind.DELETE, 6, ChangeKind.UNDELETE, 4);

    public LoadPlan {
        if (!(changesPerSecond > 0)) {
            throw new IllegalArgumentException("changesPerSecond must be more than 0");
        }
        if (mix.values().stream().mapToInt(weight -> weight).sum() <= 0) {
            throw new IllegalArgumentException("mix needs at least one weight above 0");
        }
        if (objects.isEmpty()) {
            throw new IllegalArgumentException("objects must name at least one object");
        }
    }
}
