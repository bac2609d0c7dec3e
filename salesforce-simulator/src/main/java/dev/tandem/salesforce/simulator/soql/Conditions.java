/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.soql;

import dev.tandem.salesforce.simulator.records.Row;
import dev.tandem.salesforce.simulator.schema.FieldType;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** A parser of the WHERE clause, which becomes a test of rows. */
final class Conditions extends BooleanExpression<Row> {
    private final Scope scope;
    private final LocalDate today;
    private final Supplier<Query> semiJoin;

    /** @param semiJoin reads the query that follows the bracket of a semi join */
    Conditions(Tokens tokens, Scope scope, LocalDate today, Supplier<Query> semiJoin) {
        super(tokens);
        this.scope = scope;
        this.today = today;
        this.semiJoin = semiJoin;
    }

    @Override
    Predicate<Row> comparison() {
        Tokens.Token name = tokens.expectName();
        FieldPath path = scope.path(name, tokens);
        if (!path.field().is("filterable")) {
            throw tokens.error(
                    "INVALID_FIELD",
                    name,
                    "field '%s' can not be filtered in a query call"
                            .formatted(path.field().name()));
        }
        if (tokens.takeIf("NOT", "IN")) {
            return in(path).negate();
        }
        Tokens.Token operator = tokens.take();
        return switch (operator.text().toUpperCase(Locale.ROOT)) {
            case "IN" -> in(path);
            case "LIKE" -> like(path);
            case "INCLUDES" -> includes(path);
            case "EXCLUDES" -> includes(path).negate();
            case "=", "!=", "<>", "<", "<=", ">", ">=" -> compare(path, operator.text());
            default -> throw tokens.unexpected(operator);
        };
    }

    private Predicate<Row> compare(FieldPath path, String operator) {
        boolean not = operator.equals("!=") || operator.equals("<>");
        if (tokens.takeIf("NULL")) {
            return row -> (path.value(row) == null) != not;
        }
        Literal literal = Literal.of(path.field(), tokens.take(), tokens, today);
        return row -> {
            Object value = path.value(row);
            if (value == null) {
                return not;
            }
            int place = literal.place(Literal.comparable(path.field(), value));
            return holds(operator, place);
        };
    }

    private Predicate<Row> in(FieldPath path) {
        List<Literal> literals = new ArrayList<>();
        boolean nullToo = false;
        tokens.expect("(");
        if (tokens.peek().is("SELECT")) {
            Tokens.Token place = tokens.peek();
            Set<Object> ids = ids(path, semiJoin.get(), place);
            noteSubquery();
            tokens.expect(")");
            return row -> ids.contains(path.value(row));
        }
        do {
            if (tokens.takeIf("NULL")) {
                nullToo = true;
            } else {
                literals.add(Literal.of(path.field(), tokens.take(), tokens, today));
            }
        } while (tokens.takeIf(","));
        tokens.expect(")");
        Set<Object> points = new HashSet<>();
        literals.forEach(literal -> points.add(literal.low()));
        boolean matchesNull = nullToo;
        return row -> {
            Object value = path.value(row);
            return value == null ? matchesNull : points.contains(Literal.comparable(path.field(), value));
        };
    }

    private Set<Object> ids(FieldPath left, Query query, Tokens.Token place) {
        FieldPath id = query.paths().get(0);
        if (query.paths().size() > 1 || Collections.disjoint(targets(left), targets(id))) {
            throw tokens.error(
                    "MALFORMED_QUERY",
                    place,
                    "The selected field '%s' in the subquery and the left operand field in the where expression in the outer query '%s' should point to the same object type"
                            .formatted(id.field().name(), left.field().name()));
        }
        Set<Object> ids = new HashSet<>();
        query.rows(Query.Reach.LIVE).forEach(row -> ids.add(id.value(row)));
        ids.remove(null);
        return ids;
    }

    private static List<String> targets(FieldPath path) {
        return path.field().type() == FieldType.ID
                ? List.of(path.object().name())
                : path.field().referenceTo();
    }

    private Predicate<Row> like(FieldPath path) {
        Tokens.Token token = tokens.take();
        FieldType type = path.field().type();
        if (token.kind() != Tokens.Kind.TEXT || type.shape() != FieldType.Shape.TEXT || type.isIdentifier()) {
            throw notComparable(path, token);
        }
        StringBuilder regex = new StringBuilder();
        String like = Literal.unquoted(token.text());
        for (int i = 0; i < like.length(); i++) {
            char c = like.charAt(i);
            if (c == '\\' && i + 1 < like.length()) {
                regex.append(Pattern.quote(String.valueOf(like.charAt(++i))));
            } else {
                regex.append(c == '%' ? ".*" : c == '_' ? "." : Pattern.quote(String.valueOf(c)));
            }
        }
        Pattern pattern =
                Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
        return row -> path.value(row) != null
                && pattern.matcher((String) path.value(row)).matches();
    }

    private SoqlError notComparable(FieldPath path, Tokens.Token token) {
        return tokens.error(
                "INVALID_QUERY_FILTER_OPERATOR",
                token,
                "invalid operator on %s field".formatted(path.field().type().wireName()));
    }

    /** {@code INCLUDES ('a;b', 'c')}: a and b, or c. */
    private Predicate<Row> includes(FieldPath path) {
        List<List<String>> alternatives = new ArrayList<>();
        tokens.expect("(");
        do {
            String text = Literal.unquoted(tokens.take().text());
            alternatives.add(Arrays.asList(text.split(";", -1)));
        } while (tokens.takeIf(","));
        tokens.expect(")");
        return row -> {
            Object value = path.value(row);
            List<String> chosen = value == null ? List.of() : Arrays.asList(((String) value).split(";", -1));
            return alternatives.stream().anyMatch(chosen::containsAll);
        };
    }
}
