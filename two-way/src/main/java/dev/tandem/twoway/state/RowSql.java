/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.state;

import dev.tandem.postgres.session.Identifier;
import dev.tandem.twoway.rule.SettleRule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The statements that read and write the rows of one two-way table, and of the tables that belong to all of them. Pure. For an example
 * table, they are in {@code src/test/resources/statements}.
 */
final class RowSql {
    /** The prefix of a tombstone's key as long as its record has no id. */
    static final String ROW_PREFIX = "row:";

    /** Matches rows with wishes and no request under way. The request may have left the id of one whose event has not come. */
    static final String IS_PENDING = "p._sync_pending IS NOT NULL AND p._sync_request ->> 'id' IS NULL";

    /** The transaction that has written the row. Every write of a row changes it. */
    private static final String REVISION = "t.xmin::text";

    /** The number of texts by which {@link #update} gets the state of a row, its key included. */
    private static final int UPDATED_STATE = 7;

    /** The server's clock, by which local edits are dated, in µs since the epoch. */
    static final String NOW = "SELECT (date_part('epoch', clock_timestamp()) * 1000000)::bigint";

    /** Returns the values of a tombstone. Takes schema, table and key. */
    static final String TOMBSTONE_VALUES =
            "SELECT row_values::text FROM tandem.tombstones WHERE table_schema = ? AND table_name = ? AND key = ?";

    /** Returns the columns that an INSERT can set. Takes the table. */
    static final String INSERTABLE_COLUMNS = """
            SELECT attname, attidentity <> '' OR atthasdef FROM pg_attribute
            WHERE attrelid = ?::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''""";

    /** Notifies the write-back where no replication slot shows it the rows. Takes schema and table. */
    static final String WAKE_LISTENERS = """
            SELECT pg_notify('tandem_wake_up', table_schema || '.' || table_name) FROM tandem.two_way_tables
            WHERE table_schema = ? AND table_name = ? AND options ->> 'wake_up' = 'notify'""";

    private static final Pattern OF_LIMITED_LENGTH =
            Pattern.compile("((?:character|bit)(?: varying)?)\\(\\d+\\)(\\[])?");

    private final TableShape table;
    private final String quoted;

    RowSql(TableShape table) {
        this.table = table;
        this.quoted = table.id().quoted();
    }

    /** Returns the first statement of a transaction of Tandem's, whose writes are no local edits. It limits waits for locks, too. */
    static String begin(long lockTimeoutMillis) {
        return """
                SELECT set_config('tandem.applying', 'on', true), set_config('TimeZone', 'UTC', true),
                    set_config('extra_float_digits', '1', true), set_config('bytea_output', 'hex', true),
                    set_config('lock_timeout', '%sms', true)""".formatted(lockTimeoutMillis);
    }

    /** Matches rows whose request has this id and no answer yet. */
    static String hasRequest(long requestId) {
        return "(p._sync_request ->> 'id')::bigint = " + requestId + " AND p._sync_request ->> 'answered' IS NULL";
    }

    /** The text by which a row is known: that of its key column, or of several a JSON array, as in {@code tandem.key_sql}. */
    String keyText(String alias) {
        List<String> columns = table.keyColumns().stream()
                .map(column -> alias + "." + Identifier.quote(column))
                .toList();
        return columns.size() == 1
                ? columns.get(0) + "::text"
                : "jsonb_build_array(" + String.join(", ", columns) + ")::text";
    }

    /** Matches rows by an array of key texts, in a form that can use the primary key's index. */
    String keyIsIn(String alias) {
        if (table.keyTypes().size() == 1) {
            Map.Entry<String, String> key =
                    table.keyTypes().entrySet().iterator().next();
            return alias + "." + Identifier.quote(key.getKey()) + " = ANY (?::text[]::" + uncut(key.getValue()) + "[])";
        }
        List<String> columns = new ArrayList<>();
        List<String> values = new ArrayList<>();
        table.keyTypes().forEach((column, type) -> {
            columns.add(alias + "." + Identifier.quote(column));
            values.add("(k.key::jsonb ->> " + values.size() + ")::" + uncut(type));
        });
        return "(" + String.join(", ", columns) + ") IN (SELECT " + String.join(", ", values)
                + " FROM unnest(?::text[]) AS k(key))";
    }

    /** Matches rows by a key text that another column holds. Texts that cannot be keys match none. */
    String keyEquals(String alias, String text) {
        if (table.keyTypes().size() != 1) {
            return keyText(alias) + " = " + text;
        }
        Map.Entry<String, String> key = table.keyTypes().entrySet().iterator().next();
        String column = alias + "." + Identifier.quote(key.getKey());
        return switch (key.getValue()) {
            case "smallint", "integer", "bigint" -> column + castIf("^-?[0-9]{1,18}$", text, "bigint");
            case "uuid" -> column + castIf("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", text, "uuid");
            default -> keyText(alias) + " = " + text;
        };
    }

    private static String castIf(String pattern, String text, String type) {
        return " = CASE WHEN " + text + " ~ '" + pattern + "' THEN " + text + "::" + type + " END";
    }

    /** Locks rows by their keys, in key order. Takes an array of key texts. */
    String lockByKey() {
        return select() + "\nWHERE " + keyIsIn("t") + order("t") + "\nFOR UPDATE OF t";
    }

    /** Reads rows by their keys. Takes an array of key texts. */
    String findByKey() {
        return select() + "\nWHERE " + keyIsIn("t");
    }

    /** Reads those rows by their keys that have wishes and no request, with their revisions. Takes an array of key texts. */
    String findPendingByKey() {
        return "SELECT " + columns() + ", " + REVISION + from() + "\nWHERE " + isPending();
    }

    /**
     * Locks those rows by their keys that have wishes and no request, in key order, and returns their keys and revisions. Takes an
     * array of key texts.
     */
    String lockPendingByKey() {
        return "SELECT " + keyText("t") + ", " + REVISION + from() + "\nWHERE " + isPending() + order("t")
                + "\nFOR UPDATE OF t";
    }

    private String isPending() {
        return keyIsIn("t") + " AND t._sync_pending IS NOT NULL AND t._sync_request ->> 'id' IS NULL";
    }

    /** Locks those rows by their keys that have a request, in key order. Takes an array of key texts. */
    String lockRequestedByKey() {
        return select() + "\nWHERE " + keyIsIn("t") + " AND t._sync_request IS NOT NULL" + order("t")
                + "\nFOR UPDATE OF t";
    }

    /** Locks rows by Salesforce's ids, in key order. Takes an array of ids. */
    String lockByRecordId() {
        return select() + "\nWHERE t." + recordId() + " = ANY (?::text[])" + order("t") + "\nFOR UPDATE OF t";
    }

    /** Measures the texts of rows and tombstones. Takes an array of key texts, schema, table and the array again. */
    String sizes(Collection<String> columns) {
        String bytes = columns.stream()
                .map(column -> "coalesce(octet_length(t." + Identifier.quote(column) + "::text), 0)")
                .collect(Collectors.joining(" + "));
        return "SELECT " + keyText("t") + ", coalesce(pg_column_size(t._sync_pending), 0) + " + bytes + from()
                + "\nWHERE "
                + keyIsIn("t") + """

                UNION ALL
                SELECT d.row_key, pg_column_size(d.row_values)
                FROM tandem.tombstones AS d
                WHERE d.table_schema = ? AND d.table_name = ? AND d.row_key = ANY (?::text[])""";
    }

    private String select() {
        return "SELECT " + columns() + from();
    }

    private String columns() {
        return keyText("t") + ", t." + recordId() + "::text, to_jsonb(t)::text";
    }

    private String from() {
        return "\nFROM " + quoted + " AS t";
    }

    private String order(String alias) {
        return "\nORDER BY " + columns(alias);
    }

    /** Returns the columns of the key. */
    private String columns(String alias) {
        return table.keyColumns().stream()
                .map(column -> alias + "." + Identifier.quote(column))
                .collect(Collectors.joining(", "));
    }

    /** Locks tombstones by row key or Salesforce's id. Takes schema, table and two arrays. */
    static String lockTombstones() {
        return """
                SELECT coalesce(d.row_key, d.key), nullif(d.key, 'row:' || d.row_key), d.version, d.row_values::text, d._sync_pending::text,
                    d._sync_request::text, d._sync_state, d._sync_error
                FROM tandem.tombstones AS d
                WHERE d.table_schema = ? AND d.table_name = ? AND (d.row_key = ANY (?::text[]) OR d.key = ANY (?::text[]))
                ORDER BY d.key FOR UPDATE""";
    }

    /**
     * Updates the state of rows, and these columns. Takes an array of texts for each of key, Salesforce's id, version, wishes,
     * request, state, error, and the columns. For column Phone, it is
     * <pre>{@code
     * UPDATE "public"."Account" AS t SET "Phone" = s.c0::text, "Id" = s.id, _sync_version = s.v::bigint, _sync_pending = s.p::jsonb,
     *     _sync_request = s.r::jsonb, _sync_state = s.state, _sync_error = s.error
     * FROM unnest(?::text[], ?::text[], ...) AS s(key, id, v, p, r, state, error, c0) WHERE t."_sync_key" = s.key::bigint
     * }</pre>
     */
    String update(List<String> columns) {
        StringBuilder values = new StringBuilder();
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < columns.size(); i++) {
            String column = columns.get(i);
            values.append(Identifier.quote(column)).append(" = s.c").append(i).append("::");
            values.append(uncut(table.fields().get(column).type())).append(", ");
            names.append(", c").append(i);
        }
        return "UPDATE " + quoted + " AS t\nSET " + values + recordId()
                + " = s.id, _sync_version = s.v::bigint, _sync_pending = s.p::jsonb, _sync_request = s.r::jsonb,"
                + " _sync_state = s.state, _sync_error = s.error\nFROM unnest("
                + TextColumns.parameters(UPDATED_STATE + columns.size()) + ") AS s(key, id, v, p, r, state, error"
                + names
                + ")\nWHERE " + keyEqualsOneOf("t", "s.key");
    }

    /**
     * Returns a type without the length by which a cast would silently cut a text. An assignment to a column of that length rejects a
     * longer text instead.
     */
    private static String uncut(String type) {
        Matcher limited = OF_LIMITED_LENGTH.matcher(type);
        if (!limited.matches()) {
            return type;
        }
        String unlimited = switch (limited.group(1)) {
            case "character" -> "bpchar";
            case "bit" -> "\"bit\"";
            default -> limited.group(1);
        };
        return unlimited + (limited.group(2) == null ? "" : limited.group(2));
    }

    /** Matches a row by a key text that is certainly one. */
    private String keyEqualsOneOf(String alias, String text) {
        List<String> conditions = new ArrayList<>();
        table.keyTypes().forEach((column, type) -> {
            String part = table.keyTypes().size() == 1 ? text : "(" + text + "::jsonb ->> " + conditions.size() + ")";
            conditions.add(alias + "." + Identifier.quote(column) + " = " + part + "::" + uncut(type));
        });
        return String.join(" AND ", conditions);
    }

    /** Inserts a row from JSON, with its state. Takes the JSON, Salesforce's id, version, state; all columns that it names are set. */
    String insert(Collection<String> columns) {
        String names = columns.stream().map(Identifier::quote).collect(Collectors.joining(", "));
        String values =
                columns.stream().map(column -> "r." + Identifier.quote(column)).collect(Collectors.joining(", "));
        return "INSERT INTO " + quoted + " (" + names + (names.isEmpty() ? "" : ", ") + recordId()
                + ", _sync_version, _sync_pending, _sync_request, _sync_state, _sync_error) OVERRIDING SYSTEM VALUE\nSELECT "
                + values
                + (values.isEmpty() ? "" : ", ") + "?, ?, ?::jsonb, ?::jsonb, ?, ?\nFROM jsonb_populate_record(NULL::"
                + quoted
                + ", ?::jsonb) AS r";
    }

    /** Does the same as {@link #insert}, but nothing if another row has its key. */
    String insertUnlessTaken(Collection<String> columns) {
        return insert(columns) + "\nON CONFLICT DO NOTHING";
    }

    /** Deletes a row and returns it as JSON. Takes its key. */
    String delete() {
        return "DELETE FROM " + quoted + " AS t\nWHERE " + keyIsIn("t") + "\nRETURNING to_jsonb(t)::text";
    }

    static String upsertTombstone() {
        return """
                INSERT INTO tandem.tombstones AS d (table_schema, table_name, key, row_key, version, row_values,
                    _sync_pending, _sync_request, _sync_state, _sync_error)
                VALUES (?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?::jsonb, ?, ?)
                ON CONFLICT (table_schema, table_name, key) DO UPDATE SET row_key = excluded.row_key, version = excluded.version,
                    row_values = excluded.row_values, _sync_pending = excluded._sync_pending, _sync_request = excluded._sync_request,
                    _sync_state = excluded._sync_state, _sync_error = excluded._sync_error""";
    }

    static String deleteTombstone() {
        return "DELETE FROM tandem.tombstones WHERE table_schema = ? AND table_name = ? AND key = ?";
    }

    /**
     * Finds a page of rows with wishes or requests, in the order of the index on them. Takes the last key of the page before if there is
     * one, and the size of the page.
     *
     * @param condition on {@code p}, the row's state
     */
    String findPendingRows(String condition, boolean first) {
        return "SELECT " + keyText("p") + "\nFROM " + quoted
                + " AS p\nWHERE (p._sync_pending IS NOT NULL OR p._sync_request IS NOT NULL)"
                + (first ? "" : " AND " + keyIsAfter()) + " AND " + condition + order("p") + "\nLIMIT ?";
    }

    /** Matches rows whose request is due: those for which {@link SettleRule#next} does not wait. See {@link RowStore#keysToSettle}. */
    String rowIsDue(long now, long echoMicros, long readMicros, long abandonedBefore) {
        return isDue(now, echoMicros, readMicros, abandonedBefore, "p." + recordId() + " IS NOT NULL");
    }

    /** Matches tombstones whose request is due, as {@link #rowIsDue} does rows. */
    static String tombstoneIsDue(long now, long echoMicros, long readMicros, long abandonedBefore) {
        return isDue(
                now,
                echoMicros,
                readMicros,
                abandonedBefore,
                "p.key IS DISTINCT FROM '" + ROW_PREFIX + "' || p.row_key");
    }

    /** @param hasRecord on {@code p}. No read can come of a record whose id is not known */
    private static String isDue(long now, long echoMicros, long readMicros, long abandonedBefore, String hasRecord) {
        return """
                (p._sync_request ->> 'id' IS NULL AND (p._sync_request #>> '{awaited,id}')::bigint + %5$s < %1$s
                OR p._sync_request ->> 'id' IS NOT NULL
                AND coalesce((p._sync_request ->> 'answered')::bigint + %2$s,
                    CASE WHEN (p._sync_request ->> 'id')::bigint < %4$s AND p._sync_request ->> 'settling' IS NULL
                            AND ((p._sync_request ->> 'guarded')::boolean OR p._sync_request ->> 'kind' <> 'update')
                        THEN (p._sync_request ->> 'id')::bigint ELSE (p._sync_request ->> 'deadline')::bigint END)
                    + CASE WHEN p._sync_request ->> 'settling' IN ('read_asked', 'read_asked_again') AND %6$s
                        THEN %3$s ELSE 0 END < %1$s
                AND (p._sync_request ->> 'answered' IS NOT NULL
                    OR (p._sync_request ->> 'id')::bigint NOT IN (SELECT j.request FROM tandem.bulk_jobs AS j)))""".formatted(
                        now, echoMicros, readMicros, abandonedBefore, SettleRule.EVENT_RETENTION_MICROS, hasRecord);
    }

    /** Matches rows behind a key. */
    private String keyIsAfter() {
        if (table.keyTypes().size() == 1) {
            Map.Entry<String, String> key =
                    table.keyTypes().entrySet().iterator().next();
            return "p." + Identifier.quote(key.getKey()) + " > ?::text::" + uncut(key.getValue());
        }
        List<String> values = new ArrayList<>();
        table.keyTypes().values().forEach(type -> values.add("(k.key ->> " + values.size() + ")::" + uncut(type)));
        return "(" + columns("p") + ") > (SELECT " + String.join(", ", values)
                + " FROM (SELECT ?::text::jsonb) AS k(key))";
    }

    /** Finds a page of tombstones with wishes or requests. Takes schema, table, the last tombstone of the page before, and the size. */
    static String findPendingTombstones(String condition) {
        return "SELECT coalesce(p.row_key, p.key), p.key\nFROM tandem.tombstones AS p"
                + "\nWHERE p.table_schema = ? AND p.table_name = ? AND (p._sync_pending IS NOT NULL OR p._sync_request IS NOT NULL)"
                + " AND p.key > ? AND " + condition + "\nORDER BY p.key\nLIMIT ?";
    }

    private String recordId() {
        return Identifier.quote(table.recordIdColumn());
    }

    static List<String> sorted(Collection<String> names) {
        List<String> sorted = new ArrayList<>(names);
        Collections.sort(sorted);
        return sorted;
    }
}
