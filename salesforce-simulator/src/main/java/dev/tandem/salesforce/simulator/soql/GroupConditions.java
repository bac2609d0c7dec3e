/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.soql;

import dev.tandem.salesforce.simulator.records.Row;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** A parser of the HAVING clause, which becomes a test of groups: their aggregates, and the fields by which they are grouped. */
final class GroupConditions extends BooleanExpression<List<Row>> {
    private final Scope scope;
    private final LocalDate today;

    GroupConditions(Tokens tokens, Scope scope, LocalDate today) {
        super(tokens);
        this.scope = scope;
        this.today = today;
    }

    @Override
    Predicate<List<Row>> comparison() {
        Tokens.Token name = tokens.expectName();
        if (!tokens.takeIf("(")) {
            FieldPath path = scope.path(name, tokens);
            return compare(path, group -> path.value(group.get(0)));
        }
        Aggregate aggregate = Aggregate.named(name, tokens);
        FieldPath path = scope.path(tokens.expectName(), tokens);
        tokens.expect(")");
        return aggregate.counts() ? count(path, aggregate) : compare(path, group -> aggregate.of(group, path));
    }

    private Predicate<List<Row>> compare(FieldPath path, Function<List<Row>, Object> of) {
        String operator = operator();
        Literal literal = Literal.of(path.field(), tokens.take(), tokens, today);
        return group -> {
            Object value = of.apply(group);
            return value != null && holds(operator, literal.place(Literal.comparable(path.field(), value)));
        };
    }

    private Predicate<List<Row>> count(FieldPath path, Aggregate aggregate) {
        String operator = operator();
        Tokens.Token number = tokens.take();
        if (number.kind() != Tokens.Kind.NUMBER) {
            throw tokens.unexpected(number);
        }
        BigDecimal limit = new BigDecimal(number.text());
        return group -> holds(operator, new BigDecimal(aggregate.of(group, path).toString()).compareTo(limit));
    }

    private String operator() {
        Tokens.Token operator = tokens.take();
        return switch (operator.text()) {
            case "=", "!=", "<>", "<", "<=", ">", ">=" -> operator.text();
            default -> throw tokens.unexpected(operator);
        };
    }
}
