/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.routing;

import dev.tandem.postgres.session.TableId;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.sink.SinkRecord;

/** Finds the table of a record by its topic. Not thread-safe: it belongs to one task. */
public final class TableRouter {
    private final RoutingSettings settings;
    private final String defaultSchema;
    private final Map<String, TableId> tables = new HashMap<>();

    /** @param defaultSchema the schema of tables whose name gives none */
    public TableRouter(RoutingSettings settings, String defaultSchema) {
        this.settings = settings;
        this.defaultSchema = defaultSchema;
    }

    public TableId tableOf(SinkRecord record) {
        return tables.computeIfAbsent(record.topic(), topic -> settings.table(topic, defaultSchema));
    }
}
