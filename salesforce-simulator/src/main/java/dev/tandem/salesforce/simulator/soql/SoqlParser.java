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
import dev.tandem.salesforce.simulator.schema.Field;
import dev.tandem.salesforce.simulator.schema.SObject;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A parser of the part of SOQL that connectors use: fields, parents' fields and subqueries for children, aggregates, WHERE with semi joins,
 * GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET. Anything else is rejected as a malformed query that says so.
 */
final class SoqlParser {
    private static final Set<String> CLAUSES =
            Set.of("WHERE", "GROUP", "ORDER", "LIMIT", "OFFSET", "ALL", "FOR", "WITH", "HAVING", "USING");

    private final Tokens tokens;
    private final Catalog catalog;
    private final RecordStore store;
    private final LocalDate today;

    SoqlParser(String soql, Catalog catalog, RecordStore store, Clock clock) {
        this.tokens = new Tokens(soql);
        this.catalog = catalog;
        this.store = store;
        this.today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    /** One item of the select list, before the object is known. */
    private record Item(Tokens.Token name, Tokens.Token function, String alias) {}

    Query.Clauses parse() {
        Query.Clauses clauses = select(this::scope);
        if (tokens.peek().kind() != Tokens.Kind.END) {
            throw beyond(tokens.peek());
        }
        return clauses;
    }

    private Query.Clauses select(Supplier<Scope> from) {
        tokens.expect("SELECT");
        List<Item> items = new ArrayList<>();
        List<Integer> subqueries = new ArrayList<>();
        do {
            if (tokens.takeIf("(")) {
                subqueries.add(tokens.skipBrackets());
            } else {
                items.add(item());
            }
        } while (tokens.takeIf(","));
        boolean count = items.size() == 1 && items.get(0).name() == null;
        tokens.expect("FROM");
        Scope scope = from.get();
        List<Query.Column> columns = count ? List.of() : columns(items, scope);
        List<Query.Children> children = subqueries.stream()
                .map(start -> tokens.reread(start, () -> children(scope)))
                .toList();
        Predicate<Row> where = tokens.takeIf("WHERE") ? where(scope) : row -> true;
        Query.Groups groups = groups(scope);
        Comparator<Row> order = tokens.takeIf("ORDER", "BY") ? order(scope) : null;
        int limit = tokens.takeIf("LIMIT") ? number() : -1;
        int offset = tokens.takeIf("OFFSET") ? number() : 0;
        requireLimit(items, limit);
        requireGrouped(columns, groups.by(), items);
        return new Query.Clauses(
                scope.object(), columns, children, count, where, groups, new Query.Cut(order, limit, offset));
    }

    private Predicate<Row> where(Scope scope) {
        return new Conditions(tokens, scope, today, () -> new Query(select(this::scope), store)).read();
    }

    private Query.Groups groups(Scope scope) {
        if (!tokens.takeIf("GROUP", "BY")) {
            return new Query.Groups(List.of(), group -> true);
        }
        List<FieldPath> by = groupBy(scope);
        return new Query.Groups(
                by, tokens.takeIf("HAVING") ? new GroupConditions(tokens, scope, today).read() : group -> true);
    }

    private Query.Children children(Scope parent) {
        ChildRelationship[] found = new ChildRelationship[1];
        Query.Clauses clauses = select(() -> {
            Tokens.Token name = tokens.expectName();
            found[0] = parent.child(name, tokens);
            return new Scope(catalog, store, found[0].child(), alias());
        });
        return new Query.Children(found[0], new Query(clauses, store), parent.object());
    }

    private Item item() {
        Tokens.Token name = tokens.expectName();
        if (!tokens.takeIf("(")) {
            return new Item(name, null, null);
        }
        Tokens.Token argument = tokens.peek().is(")") ? null : tokens.expectName();
        tokens.expect(")");
        boolean aliased =
                tokens.peek().kind() == Tokens.Kind.NAME && !tokens.peek().is("FROM");
        return new Item(argument, name, aliased ? tokens.take().text() : null);
    }

    private Scope scope() {
        Tokens.Token from = tokens.expectName();
        SObject object = catalog.object(from.text());
        if (object == null) {
            throw tokens.error(
                    "INVALID_TYPE",
                    from,
                    "sObject type '%s' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names."
                            .formatted(from.text()));
        }
        return new Scope(catalog, store, object, alias());
    }

    private String alias() {
        Tokens.Token next = tokens.peek();
        boolean aliased =
                next.kind() == Tokens.Kind.NAME && !CLAUSES.contains(next.text().toUpperCase(Locale.ROOT));
        return aliased ? tokens.take().text() : null;
    }

    private List<Query.Column> columns(List<Item> items, Scope scope) {
        List<Query.Column> columns = new ArrayList<>();
        int expressions = 0;
        for (Item item : items) {
            if (item.function() == null) {
                FieldPath path = scope.path(item.name(), tokens);
                columns.add(new Query.Column(path.field().name(), path, null));
            } else if (item.function().is("FIELDS")) {
                columns.addAll(allFields(item, scope));
            } else {
                String name = item.alias() == null ? "expr" + expressions++ : item.alias();
                columns.add(new Query.Column(
                        name, scope.path(item.name(), tokens), Aggregate.named(item.function(), tokens)));
            }
        }
        return columns;
    }

    private List<Query.Column> allFields(Item item, Scope scope) {
        List<Query.Column> columns = new ArrayList<>();
        String which = item.name().text().toUpperCase(Locale.ROOT);
        for (Field field : scope.object().fields()) {
            if (which.equals("ALL") || which.equals("CUSTOM") == field.is("custom")) {
                columns.add(
                        new Query.Column(field.name(), new FieldPath(List.of(), scope.object(), field, store), null));
            }
        }
        return columns;
    }

    private List<FieldPath> groupBy(Scope scope) {
        List<FieldPath> paths = new ArrayList<>();
        do {
            paths.add(scope.path(tokens.expectName(), tokens));
        } while (tokens.takeIf(","));
        return paths;
    }

    private Comparator<Row> order(Scope scope) {
        Comparator<Row> order = null;
        do {
            FieldPath path = scope.path(tokens.expectName(), tokens);
            boolean descending = tokens.takeIf("DESC");
            if (!descending) {
                tokens.takeIf("ASC");
            }
            boolean nullsLast = tokens.takeIf("NULLS", "LAST");
            if (!nullsLast) {
                tokens.takeIf("NULLS", "FIRST");
            }
            Comparator<Row> next =
                    by(path, descending ? Comparator.reverseOrder() : Comparator.naturalOrder(), nullsLast);
            order = order == null ? next : order.thenComparing(next);
        } while (tokens.takeIf(","));
        return order;
    }

    @SuppressWarnings("unchecked")
    private static Comparator<Row> by(FieldPath path, Comparator<Comparable<Object>> values, boolean nullsLast) {
        Comparator<Comparable<Object>> all = nullsLast ? Comparator.nullsLast(values) : Comparator.nullsFirst(values);
        return Comparator.comparing(
                row -> {
                    Object value = path.value(row);
                    return value == null ? null : (Comparable<Object>) Literal.comparable(path.field(), value);
                },
                all);
    }

    private int number() {
        Tokens.Token token = tokens.take();
        if (token.kind() != Tokens.Kind.NUMBER) {
            throw tokens.unexpected(token);
        }
        return Integer.parseInt(token.text());
    }

    private void requireLimit(List<Item> items, int limit) {
        boolean all = items.stream()
                .anyMatch(item -> item.function() != null
                        && item.function().is("FIELDS")
                        && !item.name().is("STANDARD"));
        if (all && (limit < 0 || limit > 200)) {
            throw new SoqlError("MALFORMED_QUERY", "The SOQL FIELDS function must have a LIMIT of at most 200");
        }
    }

    private void requireGrouped(List<Query.Column> columns, List<FieldPath> groupBy, List<Item> items) {
        boolean aggregate = columns.stream().anyMatch(column -> column.aggregate() != null);
        for (int i = 0; i < columns.size() && (aggregate || !groupBy.isEmpty()); i++) {
            Query.Column column = columns.get(i);
            if (column.aggregate() == null
                    && groupBy.stream()
                            .noneMatch(path -> path.field().equals(column.path().field()))) {
                throw tokens.error(
                        "MALFORMED_QUERY",
                        items.get(i).name(),
                        "Field must be grouped or aggregated: " + column.name());
            }
        }
    }

    private SoqlError beyond(Tokens.Token token) {
        boolean known = CLAUSES.contains(token.text().toUpperCase(Locale.ROOT)) || token.is("TYPEOF");
        return known
                ? tokens.error("MALFORMED_QUERY", token, token.text() + " is beyond this simulator's SOQL")
                : tokens.unexpected(token);
    }
}
