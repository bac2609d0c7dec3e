/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.record;

import dev.tandem.postgres.session.TableId;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Changes that are written in one transaction if all goes well, in the order in which they arrived. */
public record Batch(List<Change> changes) implements Step {
    @Override
    public Set<TableId> tables() {
        return changes.stream().map(Change::table).collect(Collectors.toCollection(TreeSet::new));
    }
}
