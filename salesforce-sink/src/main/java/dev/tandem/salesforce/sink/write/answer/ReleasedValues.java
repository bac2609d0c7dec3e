/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.answer;

import dev.tandem.postgres.session.Identifier;
import dev.tandem.salesforce.client.write.Outcome;
import dev.tandem.salesforce.sink.table.MappedTable;
import dev.tandem.twoway.value.CanonicalValue;
import dev.tandem.twoway.value.FieldKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The unique values that one row takes over from another, when Salesforce rejects them because its record of the other row still has them.
 *
 * <p>Such a write is repeated, because the other row's edit or delete is on its way. Rows that exchange values would go on like this for
 * ever, so after some attempts the write fails.
 */
final class ReleasedValues {
    /** With the delays between them, these take up to two minutes. */
    static final int MAX_ATTEMPTS = 8;

    private static final Pattern HOLDER = Pattern.compile("\\bid: ([0-9A-Za-z]{15}(?:[0-9A-Za-z]{3})?)\\b");

    private final MappedTable table;
    private final List<String> uniqueColumns;

    ReleasedValues(MappedTable table) {
        this.table = table;
        this.uniqueColumns = table.fields().entrySet().stream()
                .filter(field -> field.getValue().unique())
                .map(Map.Entry::getKey)
                .toList();
    }

    /**
     * Returns the keys of the rows whose answer rejects a value which its holder gives up.
     *
     * @param connection a connection in a transaction, in which no row need be locked
     */
    Set<String> among(Connection connection, Collection<Answered> answers) throws SQLException {
        Map<Answered, String> holders = new HashMap<>();
        answers.forEach(answered -> holder(answered.outcome()).ifPresent(id -> holders.put(answered, id)));
        if (holders.isEmpty() || uniqueColumns.isEmpty()) {
            return Set.of();
        }
        Map<String, List<String>> held = held(connection, new HashSet<>(holders.values()));
        return holders.entrySet().stream()
                .filter(each -> isReleased(each.getKey(), held.get(each.getValue())))
                .map(each -> each.getKey().key())
                .collect(Collectors.toSet());
    }

    /** Returns the id of the record that has a value, if the message names one. */
    static Optional<String> holder(Outcome outcome) {
        if (!(outcome instanceof Outcome.Rejected rejected) || !rejected.code().equals("DUPLICATE_VALUE")) {
            return Optional.empty();
        }
        Matcher matcher = HOLDER.matcher(rejected.message());
        return matcher.find()
                ? Optional.of(CanonicalValue.of(FieldKind.ID, matcher.group(1)).text())
                : Optional.empty();
    }

    /** @param held null if the record is unknown */
    private boolean isReleased(Answered answered, List<String> held) {
        if (held == null) {
            return false;
        }
        boolean hasSent = false;
        for (int i = 0; i < held.size(); i++) {
            CanonicalValue sent = answered.request().sent().get(uniqueColumns.get(i));
            // Most unique fields do not distinguish upper and lower case.
            if (sent != null && sent.text() != null && sent.text().equalsIgnoreCase(held.get(i))) {
                return false;
            }
            hasSent |= sent != null;
        }
        return hasSent;
    }

    /** Returns, for each known record, the values of {@link #uniqueColumns} that it has or will have; none if it is deleted. */
    private Map<String, List<String>> held(Connection connection, Set<String> records) throws SQLException {
        Map<String, List<String>> held = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(holders(table, uniqueColumns))) {
            statement.setString(1, table.id().schema());
            statement.setString(2, table.id().name());
            statement.setArray(3, connection.createArrayOf("text", records.toArray()));
            statement.setArray(4, connection.createArrayOf("text", records.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    List<String> values = new ArrayList<>();
                    for (int i = 0; i < uniqueColumns.size(); i++) {
                        values.add(rows.getString(i + 2));
                    }
                    held.put(rows.getString(1), values);
                }
            }
        }
        return held;
    }

    /**
     * Returns the values that records have or will have. An edit that has failed changes nothing. Takes schema and table, and ids twice.
     */
    static String holders(MappedTable table, List<String> columns) {
        String id = "r." + Identifier.quote(table.store().table().recordIdColumn());
        String values = columns.stream()
                .map(column ->
                        ", CASE WHEN r._sync_state = 'failed' AND r._sync_pending ?? " + Identifier.literal(column)
                                + " THEN r._sync_pending -> " + Identifier.literal(column) + " ->> 'base' ELSE r."
                                + Identifier.quote(column) + "::text END")
                .collect(Collectors.joining());
        return "SELECT key" + ", NULL".repeat(columns.size())
                + " FROM tandem.tombstones WHERE table_schema = ? AND table_name = ? AND key = ANY (?)\nUNION ALL SELECT "
                + id
                + "::text" + values + "\nFROM " + table.id().quoted() + " r WHERE " + id + " = ANY (?::text[])";
    }
}
