/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.attempt;

import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.TableFields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A division of changes into runs in which all changes of a table have the same key columns. Nearly always, there is one. Pure. */
final class KeyRuns {
    private KeyRuns() {}

    /** Divides changes without changing their order; returns at least one run. */
    @SuppressWarnings("ReferenceEquality") // there is one object for each table and key
    static List<List<Change>> of(List<Change> changes) {
        List<List<Change>> runs = new ArrayList<>(1);
        Map<TableId, TableFields> ofTables = new HashMap<>();
        TableFields last = null;
        int start = 0;
        for (int i = 0; i < changes.size(); i++) {
            TableFields fields = changes.get(i).shape().table();
            if (fields == last) {
                continue;
            }
            last = fields;
            TableFields before = ofTables.put(fields.id(), fields);
            if (before != null && before != fields) {
                runs.add(changes.subList(start, i));
                start = i;
                ofTables.clear();
                ofTables.put(fields.id(), fields);
            }
        }
        runs.add(changes.subList(start, changes.size()));
        return runs;
    }
}
