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

    BooleanExpression(Tokens tokens) {
        this.tokens = tokens;
    }

    /** Reads one comparison. */
    abstract Predicate<T> comparison();

    /** AND and OR cannot be mixed without brackets. */
    final Predicate<T> read() {
        Predicate<T> condition = term();
        if (tokens.peek().is("AND")) {
            while (tokens.takeIf("AND")) {
                condition = condition.and(term());
            }
        } else {
            while (tokens.takeIf("OR")) {
                condition = condition.or(term());
            }
        }
        if (tokens.peek().is("AND") || tokens.peek().is("OR")) {
            throw tokens.unexpected(tokens.peek());
        }
        return condition;
    }

    private Predicate<T> term() {
        if (tokens.takeIf("NOT")) {
            return term().negate();
        }
        if (tokens.takeIf("(")) {
            Predicate<T> inner = read();
            tokens.expect(")");
            return inner;
        }
        return comparison();
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
