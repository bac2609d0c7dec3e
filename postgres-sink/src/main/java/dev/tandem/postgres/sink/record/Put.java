/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.record;

import java.util.ArrayList;
import java.util.List;

/**
 * The records of one put, read. Pure.
 *
 * @param steps what they do, in their order
 * @param rejected the records that cannot be read
 */
public record Put(List<Step> steps, List<RejectedRecord> rejected) {
    /**
     * Divides effects into steps.
     *
     * @param batchSize the maximum number of changes in a batch
     */
    public static Put of(List<Effect> effects, int batchSize) {
        Put put = new Put(new ArrayList<>(), new ArrayList<>());
        List<Change> changes = new ArrayList<>(Math.min(batchSize, effects.size()));
        for (Effect effect : effects) {
            if (effect instanceof Change change) {
                changes.add(change);
            } else if (effect instanceof RejectedRecord bad) {
                put.rejected.add(bad);
            }
            if (changes.size() == batchSize || effect instanceof Truncate) {
                put.addBatch(changes);
                changes = new ArrayList<>();
            }
            if (effect instanceof Truncate truncate) {
                put.steps.add(truncate);
            }
        }
        put.addBatch(changes);
        return put;
    }

    private void addBatch(List<Change> changes) {
        if (!changes.isEmpty()) {
            steps.add(new Batch(changes));
        }
    }
}
