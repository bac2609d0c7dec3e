/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.routing;

import dev.tandem.postgres.session.TableId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.sink.SinkRecord;

/** A router that finds the table of a record by its topic. Not thread-safe: it belongs to one task. */
public final class TableRouter {
    private final RoutingSettings settings;
    private final String defaultSchema;
    private final Map<String, TableId> tables = new HashMap<>();
    private final Set<TableId> shared = new HashSet<>();

    /** @param defaultSchema the schema of tables whose name gives none */
    public TableRouter(RoutingSettings settings, String defaultSchema) {
        this.settings = settings;
        this.defaultSchema = defaultSchema;
    }

    /** Routes a record to its table, and notes that its topic leads there. */
    public TableId route(SinkRecord record) {
        TableId known = tables.get(record.topic());
        return known != null ? known : add(record.topic());
    }

    private TableId add(String topic) {
        TableId table = settings.table(topic, defaultSchema);
        if (tables.containsValue(table)) {
            shared.add(table);
        }
        tables.put(topic, table);
        return table;
    }

    /** Returns whether records of several topics have been routed to the table. */
    public boolean isShared(TableId table) {
        return shared.contains(table);
    }
}
