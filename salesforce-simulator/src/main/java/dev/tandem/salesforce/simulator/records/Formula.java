/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.records;

import dev.tandem.salesforce.simulator.schema.Field;
import dev.tandem.salesforce.simulator.schema.SObject;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A numeric formula field: numbers and fields of the record, {@code + - * /} and brackets. The value is null when a field
 * in it is, and for any formula beyond that (texts, functions, other objects' fields).
 */
final class Formula {
    private static final Pattern TOKEN = Pattern.compile("\\G\\s*(\\d+(?:\\.\\d+)?|[A-Za-z]\\w*|[-+*/()])");
    private static final Map<String, Formula> PARSED = new ConcurrentHashMap<>();

    /** A term, which looks up a field of the record by name and returns its own value, empty for null. */
    private interface Term extends Function<Function<String, Optional<BigDecimal>>, Optional<BigDecimal>> {}

    private final Matcher tokens;
    private final Term term;
    private String token;

    private Formula(String text) {
        this.tokens = TOKEN.matcher(text);
        advance();
        Term whole = sum();
        this.term = token == null && tokens.hitEnd() ? whole : fields -> Optional.empty();
    }

    static Formula parse(String text) {
        return PARSED.computeIfAbsent(text, Formula::new);
    }

    /** The formula's value for the record under edit, in the scale of the formula field, or null. */
    Object value(SObject object, Row.Edit edit, Field field) {
        return term.apply(name -> number(object, edit, name))
                .map(value -> value.setScale(field.scale(), RoundingMode.HALF_UP))
                .map(value -> value.stripTrailingZeros())
                .map(value -> value.scale() < 0 ? value.setScale(0) : value)
                .orElse(null);
    }

    private static Optional<BigDecimal> number(SObject object, Row.Edit edit, String name) {
        Field field = object.field(name);
        Object value = field == null ? null : edit.value(field);
        return value instanceof Number ? Optional.of(new BigDecimal(value.toString())) : Optional.empty();
    }

    private Term sum() {
        Term left = product();
        while ("+".equals(token) || "-".equals(token)) {
            left = combined(left, advance(), product());
        }
        return left;
    }

    private Term product() {
        Term left = factor();
        while ("*".equals(token) || "/".equals(token)) {
            left = combined(left, advance(), factor());
        }
        return left;
    }

    private Term factor() {
        String first = advance();
        if ("(".equals(first)) {
            Term inner = sum();
            advance();
            return inner;
        }
        if (first == null || !Character.isLetterOrDigit(first.charAt(0))) {
            return fields -> Optional.empty();
        }
        return Character.isDigit(first.charAt(0))
                ? fields -> Optional.of(new BigDecimal(first))
                : fields -> fields.apply(first);
    }

    private static Term combined(Term left, String operator, Term right) {
        BinaryOperator<BigDecimal> operation = switch (operator) {
            case "+" -> BigDecimal::add;
            case "-" -> BigDecimal::subtract;
            case "*" -> BigDecimal::multiply;
            default -> (a, b) -> b.signum() == 0 ? null : a.divide(b, MathContext.DECIMAL64);
        };
        return fields -> left.apply(fields).flatMap(a -> right.apply(fields).map(b -> operation.apply(a, b)));
    }

    /** Returns the token that was current, and moves on. */
    private String advance() {
        String passed = token;
        token = tokens.find() ? tokens.group(1) : null;
        return passed;
    }
}
