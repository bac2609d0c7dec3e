/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The types that can hold the values of others, and the changes that Postgres makes without rewriting the table. Pure. */
final class ColumnTypes {
    private static final Pattern MODIFIERS = Pattern.compile("\\((\\d+)(?:,(\\d+))?\\)");

    /** The types that hold all values of a type, by type; besides these, text holds anything. */
    private static final Map<String, List<String>> WIDER = Map.ofEntries(
            Map.entry("smallint", List.of("integer", "bigint", "numeric", "double precision")),
            Map.entry("integer", List.of("bigint", "numeric", "double precision")),
            Map.entry("bigint", List.of("numeric")),
            Map.entry("real", List.of("double precision")),
            Map.entry("double precision", List.of("numeric")),
            Map.entry("date", List.of("timestamp without time zone", "timestamp with time zone")),
            Map.entry("boolean", List.of()),
            Map.entry("numeric", List.of()),
            Map.entry("time without time zone", List.of()),
            Map.entry("timestamp without time zone", List.of("timestamp with time zone")),
            Map.entry("timestamp with time zone", List.of()));

    private ColumnTypes() {}

    /**
     * A change of a column's type.
     *
     * @param rewrites whether Postgres has to rewrite the whole table for it, locking everyone out
     */
    record Widening(String type, boolean rewrites) {}

    /** The change that lets a column of type {@code actual} hold all values of {@code wanted}; empty when it can, or should not change. */
    static Optional<Widening> widening(String actual, String wanted) {
        String base = base(actual);
        String wantedBase = base(wanted);
        if (base.equals(wantedBase)) {
            return longer(actual, wanted);
        }
        if (base.equals("character varying") && wantedBase.equals("text")) {
            return Optional.of(new Widening("text", false));
        }
        List<String> wider = WIDER.get(base);
        if (wider != null && (wider.contains(wantedBase) || wantedBase.equals("text") || isString(wantedBase))) {
            return Optional.of(new Widening(isString(wantedBase) ? "text" : wanted, true));
        }
        return Optional.empty();
    }

    /**
     * Returns whether a column of type {@code actual} stays too small for values of {@code wanted}, short of a rewrite of the table.
     * Types that only users give to columns ({@code uuid}, enums, ...) take what Postgres can read, so they are never too small.
     */
    static boolean needsAnother(String actual, String wanted) {
        Optional<Widening> widening = widening(actual, wanted);
        if (widening.isPresent()) {
            return widening.get().rewrites();
        }
        return WIDER.containsKey(base(actual)) && !base(actual).equals(base(wanted)) && !isNarrower(wanted, actual);
    }

    private static boolean isNarrower(String one, String other) {
        return WIDER.getOrDefault(base(one), List.of()).contains(base(other));
    }

    /** The type without length or precision, which holds all values of the type with any. */
    static String unlimited(String type) {
        String base = base(type);
        return base.startsWith("character varying") ? base.replace("character varying", "text") : base;
    }

    /** The type that holds the values of both, for a column that does not exist yet. */
    static String wider(String one, String other) {
        return widening(one, other).map(Widening::type).orElse(one);
    }

    private static boolean isString(String base) {
        return base.equals("text") || base.equals("character varying");
    }

    private static Optional<Widening> longer(String actual, String wanted) {
        List<Integer> has = modifiers(actual);
        List<Integer> wants = modifiers(wanted);
        if (has.isEmpty() || (!isString(base(actual)) && !base(actual).equals("numeric"))) {
            return Optional.empty();
        }
        if (wants.isEmpty()) {
            return Optional.of(new Widening(base(actual), false));
        }
        if (has.size() == 1) {
            return wants.get(0) > has.get(0) ? Optional.of(new Widening(wanted, false)) : Optional.empty();
        }
        int scale = Math.max(has.get(1), wants.get(1));
        int whole = Math.max(has.get(0) - has.get(1), wants.get(0) - wants.get(1));
        String type = "numeric(" + (whole + scale) + "," + scale + ")";
        return type.equals(actual) ? Optional.empty() : Optional.of(new Widening(type, scale != has.get(1)));
    }

    private static String base(String type) {
        int collation = type.indexOf(" COLLATE ");
        String plain = collation < 0 ? type : type.substring(0, collation);
        return MODIFIERS.matcher(plain).replaceFirst("");
    }

    private static List<Integer> modifiers(String type) {
        Matcher matcher = MODIFIERS.matcher(type);
        List<Integer> modifiers = new ArrayList<>();
        if (matcher.find()) {
            modifiers.add(Integer.valueOf(matcher.group(1)));
            if (matcher.group(2) != null) {
                modifiers.add(Integer.valueOf(matcher.group(2)));
            }
        }
        return modifiers;
    }
}
