/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.soql;

import dev.tandem.salesforce.simulator.records.RecordStore;
import dev.tandem.salesforce.simulator.records.Row;
import dev.tandem.salesforce.simulator.schema.Catalog;
import dev.tandem.salesforce.simulator.schema.SObject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A query that has been understood and can be run. */
public final class Query {
    /** The records that a query sees. */
    public enum Reach {
        LIVE,
        DELETED_TOO
    }

    private final Clauses clauses;
    private final RecordStore store;

    Query(Clauses clauses, RecordStore store) {
        this.clauses = clauses;
        this.store = store;
    }

    /** One column of the result: a field, or an aggregate of it under a name of its own. */
    record Column(String name, FieldPath path, Aggregate aggregate) {}

    /** The parts of a query, bound to the org's objects and fields; {@code limit} is -1 where there is none. */
    record Clauses(
            SObject object,
            List<Column> columns,
            boolean count,
            Predicate<Row> where,
            List<FieldPath> groupBy,
            Comparator<Row> order,
            int limit,
            int offset) {}

    /** Understands a query, or throws {@link SoqlError}. */
    public static Query parse(String soql, Catalog catalog, RecordStore store, Clock clock) {
        return new Query(new SoqlParser(soql, catalog, store, clock).parse(), store);
    }

    public SObject object() {
        return clauses.object();
    }

    /** Returns whether the query asks only for {@code COUNT()}. */
    public boolean isCount() {
        return clauses.count();
    }

    public boolean isAggregate() {
        return clauses.columns().stream().anyMatch(column -> column.aggregate() != null)
                || !clauses.groupBy().isEmpty();
    }

    public boolean hasOffset() {
        return clauses.offset() > 0;
    }

    /** The selected fields, in the order in which they were asked for. */
    public List<FieldPath> paths() {
        return clauses.columns().stream().map(Column::path).toList();
    }

    /** Returns whether a row meets the query's condition. */
    public boolean matches(Row row) {
        return clauses.where().test(row);
    }

    /** Returns the matching rows as they are now. */
    public List<Row> rows(Reach reach) {
        SObject object = clauses.object();
        var deleted = object.systemField("IsDeleted");
        List<Row> rows = new ArrayList<>();
        for (Row row : store.rows(object)) {
            boolean seen = reach == Reach.DELETED_TOO || !Boolean.TRUE.equals(row.value(deleted));
            if (seen && clauses.where().test(row)) {
                rows.add(row);
            }
        }
        if (clauses.order() != null) {
            rows.sort(clauses.order());
        }
        if (isAggregate()) {
            return rows;
        }
        int from = Math.min(clauses.offset(), rows.size());
        int to = clauses.limit() < 0 ? rows.size() : Math.min(rows.size(), from + clauses.limit());
        return from == 0 && to == rows.size() ? rows : List.copyOf(rows.subList(from, to));
    }

    /** The rows of an aggregate query: values by column name. */
    public List<Map<String, Object>> groups(Reach reach) {
        Map<List<Object>, List<Row>> groups = new LinkedHashMap<>();
        List<FieldPath> keys = clauses.groupBy();
        for (Row row : rows(reach)) {
            List<Object> key = new ArrayList<>();
            keys.forEach(path -> key.add(path.value(row)));
            groups.computeIfAbsent(key, any -> new ArrayList<>()).add(row);
        }
        if (keys.isEmpty()) {
            groups.putIfAbsent(List.of(), List.of());
        }
        List<Map<String, Object>> results = new ArrayList<>();
        for (List<Row> rows : groups.values()) {
            Map<String, Object> result = new LinkedHashMap<>();
            for (Column column : clauses.columns()) {
                boolean plain = column.aggregate() == null;
                result.put(
                        column.name(),
                        plain
                                ? column.path().value(rows.get(0))
                                : column.aggregate().of(rows, column.path()));
            }
            results.add(result);
        }
        int to = clauses.limit() < 0 ? results.size() : Math.min(results.size(), clauses.limit());
        return results.subList(0, to);
    }
}
