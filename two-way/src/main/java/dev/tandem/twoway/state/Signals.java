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
    /** The records that one signal names. With more, it could become a message that Kafka does not take. */
    private static final int MAX_RECORDS = 2_000;

    static final String INSERT = "INSERT INTO tandem.signals (id, type, data) VALUES (?, 'execute-snapshot', ?)";

    private Signals() {}

    /** Asks for these records. Many of them are divided among several signals. */
    public static void ask(Connection connection, TableId table, String object, Collection<String> recordIds)
            throws SQLException {
        List<String> all = List.copyOf(recordIds);
        for (int from = 0; from < all.size(); from += MAX_RECORDS) {
            insert(connection, table, object, all.subList(from, Math.min(from + MAX_RECORDS, all.size())));
        }
    }

    private static void insert(Connection connection, TableId table, String object, List<String> recordIds)
            throws SQLException {
        String ids = recordIds.stream().map(id -> "'" + id + "'").collect(Collectors.joining(", ", "Id IN (", ")"));
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("data-collections", List.of(object));
        data.put("type", "incremental");
        data.put("table", table.toString());
        data.put("additional-conditions", List.of(Map.of("data-collection", object, "filter", ids)));
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setString(1, UUID.randomUUID().toString());
            statement.setString(2, JsonTree.write(data));
            statement.executeUpdate();
        }
    }
}
