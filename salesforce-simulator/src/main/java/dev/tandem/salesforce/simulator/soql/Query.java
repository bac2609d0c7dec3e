/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.soql;

import dev.tandem.salesforce.simulator.records.RecordStore;
import dev.tandem.salesforce.simulator.records.Row;
import dev.tandem.salesforce.simulator.schema.Catalog;
import dev.tandem.salesforce.simulator.schema.ChildRelationship;
import dev.tandem.salesforce.simulator.schema.SObject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
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

    /** The parts of a query, bound to the org's objects and fields. */
    record Clauses(
            SObject object,
            List<Column> columns,
            List<Children> children,
            boolean count,
            Predicate<Row> where,
            Groups groups,
            Cut cut) {}

    /** The fields that make groups, and the test of those that are shown. */
    record Groups(List<FieldPath> by, Predicate<List<Row>> having) {}

    /** The order of rows, null if there is none, and the part of them that is shown; {@code limit} is -1 if there is none. */
    record Cut(Comparator<Row> order, int limit, int offset) {
        <T> List<T> of(List<T> all) {
            int from = Math.min(offset, all.size());
            int to = limit < 0 ? all.size() : Math.min(all.size(), from + limit);
            return from == 0 && to == all.size() ? all : List.copyOf(all.subList(from, to));
        }
    }

    /** A subquery for the children of each record. */
    public record Children(ChildRelationship relationship, Query query, SObject parent) {
        /** Returns the live children of a record that meet the subquery's conditions. */
        public List<Row> of(Row record) {
            SObject child = query.object();
            Object id = record.value(parent.systemField("Id"));
            List<Row> rows = new ArrayList<>();
            new TreeSet<>(query.store.withValue(child, relationship.reference(), id)).forEach(each -> {
                Row row = query.store.row(child, each);
                if (query.matches(row)) {
                    rows.add(row);
                }
            });
            return query.cut(rows);
        }
    }

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
                || !clauses.groups().by().isEmpty();
    }

    public boolean hasOffset() {
        return clauses.cut().offset() > 0;
    }

    /** The selected fields, in the order in which they were asked for. */
    public List<FieldPath> paths() {
        return clauses.columns().stream().map(Column::path).toList();
    }

    /** A selected field, or an aggregate of it, under the name that the result has for it. */
    public record Selected(String name, FieldPath path, boolean isAggregate) {}

    /** Returns what the query selects, in the order in which it was asked for. */
    public List<Selected> selected() {
        return clauses.columns().stream()
                .map(column -> new Selected(column.name(), column.path(), column.aggregate() != null))
                .toList();
    }

    /** The subqueries for children, in the order in which they were asked for. */
    public List<Children> children() {
        return clauses.children();
    }

    /** Returns whether a row meets the query's condition. */
    public boolean matches(Row row) {
        return clauses.where().test(row);
    }

    /** Returns the matching rows as they are now. */
    public List<Row> rows(Reach reach) {
        return rows(reach, any -> true);
    }

    /** Returns those of the matching rows that are visible. */
    public List<Row> rows(Reach reach, Predicate<Row> visible) {
        SObject object = clauses.object();
        var deleted = object.systemField("IsDeleted");
        List<Row> rows = new ArrayList<>();
        for (Row row : store.rows(object)) {
            boolean seen = reach == Reach.DELETED_TOO || !Boolean.TRUE.equals(row.value(deleted));
            if (seen && visible.test(row) && clauses.where().test(row)) {
                rows.add(row);
            }
        }
        return cut(rows);
    }

    private List<Row> cut(List<Row> rows) {
        if (clauses.cut().order() != null) {
            rows.sort(clauses.cut().order());
        }
        return isAggregate() ? rows : clauses.cut().of(rows);
    }

    /** The rows of an aggregate query: values by column name. */
    public List<Map<String, Object>> groups(Reach reach) {
        Map<List<Object>, List<Row>> groups = new LinkedHashMap<>();
        List<FieldPath> keys = clauses.groups().by();
        for (Row row : rows(reach)) {
            List<Object> key = new ArrayList<>();
            keys.forEach(path -> key.add(path.value(row)));
            groups.computeIfAbsent(key, any -> new ArrayList<>()).add(row);
        }
        if (keys.isEmpty()) {
            groups.putIfAbsent(List.of(), List.of());
        }
        List<Map<String, Object>> results = new ArrayList<>();
        groups.values().removeIf(clauses.groups().having().negate());
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
        return clauses.cut().of(results);
    }
}
