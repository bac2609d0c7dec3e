/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.state;

import dev.tandem.postgres.session.TableId;
import dev.tandem.twoway.json.JsonTree;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Signals that ask the source to read records again, through {@code tandem.signals} in Debezium's format. */
public final class Signals {
    private Signals() {}

    public static void ask(Connection connection, TableId table, String object, Collection<String> recordIds)
            throws SQLException {
        if (recordIds.isEmpty()) {
            return;
        }
        String ids = recordIds.stream().map(id -> "'" + id + "'").collect(Collectors.joining(", ", "Id IN (", ")"));
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("data-collections", List.of(object));
        data.put("type", "incremental");
        data.put("table", table.toString());
        data.put("additional-conditions", List.of(Map.of("data-collection", object, "filter", ids)));
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO tandem.signals (id, type, data) VALUES (?, 'execute-snapshot', ?)")) {
            statement.setString(1, UUID.randomUUID().toString());
            statement.setString(2, JsonTree.write(data));
            statement.executeUpdate();
        }
    }
}
