/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.soql;

import java.util.function.Predicate;

/**
 * A parser of comparisons that are joined by AND, OR, NOT and brackets. They become one test.
 *
 * @param <T> what is tested
 */
abstract class BooleanExpression<T> {
    final Tokens tokens;
    /** The number of subqueries up to here. */
    private int subqueries;
    /** The number of comparisons that the latest brackets have joined. */
    private int joined;

    BooleanExpression(Tokens tokens) {
        this.tokens = tokens;
    }

    /** Reads one comparison. */
    abstract Predicate<T> comparison();

    /** Notes that a comparison has a subquery. */
    final void noteSubquery() {
        subqueries++;
    }

    /** AND and OR cannot be mixed without brackets. */
    final Predicate<T> read() {
        Tokens.Token place = tokens.peek();
        int before = subqueries;
        Predicate<T> condition = term();
        boolean hasGroup = joined > 1 && subqueries > before;
        int terms = 1;
        String operator = tokens.peek().is("AND") ? "AND" : "OR";
        while (tokens.takeIf(operator)) {
            int known = subqueries;
            Predicate<T> term = term();
            hasGroup |= joined > 1 && subqueries > known;
            condition = operator.equals("AND") ? condition.and(term) : condition.or(term);
            terms++;
        }
        if (hasGroup && terms > 1) {
            throw nestedSubquery(place);
        }
        joined = Math.max(terms, joined);
        if (tokens.peek().is("AND") || tokens.peek().is("OR")) {
            throw tokens.unexpected(tokens.peek());
        }
        return condition;
    }

    private Predicate<T> term() {
        Tokens.Token place = tokens.peek();
        if (tokens.takeIf("NOT")) {
            int before = subqueries;
            Predicate<T> negated = term().negate();
            if (subqueries > before) {
                throw nestedSubquery(place);
            }
            return negated;
        }
        joined = 0;
        if (tokens.takeIf("(")) {
            Predicate<T> inner = read();
            tokens.expect(")");
            return inner;
        }
        return comparison();
    }

    /** Sources: <a href="https://community.skuid.com/t/4120">a query that failed</a>, and "Semi-Joins" in the SOQL reference, for NOT. */
    private SoqlError nestedSubquery(Tokens.Token place) {
        return tokens.error(
                "MALFORMED_QUERY",
                place,
                "Semi join sub-selects are only allowed at the top level WHERE expressions and not in nested WHERE expressions.");
    }

    /** Returns whether a comparison holds for a value whose place relative to the literal is known: below, in or above it. */
    static boolean holds(String operator, int place) {
        return switch (operator) {
            case "=" -> place == 0;
            case "<" -> place < 0;
            case "<=" -> place <= 0;
            case ">" -> place > 0;
            case ">=" -> place >= 0;
            default -> place != 0;
        };
    }
}
