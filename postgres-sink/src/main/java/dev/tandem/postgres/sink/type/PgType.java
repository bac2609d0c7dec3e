/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.type;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A type of a column, such as {@code numeric(10,2)} or {@code timestamp(3) with time zone[]}. Pure.
 *
 * @param name the name without length, precision and brackets, as Postgres's {@code format_type} writes it
 * @param modifiers its length, or its precision and scale, or nothing
 * @param array whether it is an array of such values, of any dimension
 * @param collation the name of a collation in quotes, or nothing
 */
public record PgType(String name, List<Integer> modifiers, boolean array, String collation) {
    private static final int MAX_PRECISION = 1000;
    private static final String ZONE = " with(?:out)? time zone";
    private static final Pattern ZONE_AT_END = Pattern.compile(ZONE + "$");
    private static final Pattern SQL =
            Pattern.compile("(?<name>.+?)(?:\\((?<first>-?\\d+)(?:,(?<second>-?\\d+))?\\))?(?<zone>" + ZONE
                    + ")?(?<array>\\[])?(?: COLLATE (?<collation>\"[^\"]+\"))?");

    public PgType {
        modifiers = List.copyOf(modifiers);
    }

    /**
     * A change of a column's type that keeps every value.
     *
     * @param rewrites whether Postgres has to rewrite the whole table for it, locking everyone out
     */
    public record Widening(PgType type, boolean rewrites) {}

    /** Reads a type as Postgres's {@code format_type} writes it. */
    public static PgType of(String sql) {
        Matcher matcher = SQL.matcher(sql);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("Not a type: " + sql);
        }
        return new PgType(
                matcher.group("name") + Objects.requireNonNullElse(matcher.group("zone"), ""),
                Stream.of("first", "second")
                        .map(matcher::group)
                        .filter(Objects::nonNull)
                        .map(Integer::valueOf)
                        .toList(),
                matcher.group("array") != null,
                Objects.requireNonNullElse(matcher.group("collation"), ""));
    }

    /** Returns the type of an array's elements; of any other type, the type itself. */
    public PgType element() {
        return array ? new PgType(name, modifiers, false, collation) : this;
    }

    public TypeKind kind() {
        return array ? TypeKind.ARRAY : TypeKind.of(name);
    }

    /** Returns the name without schema, and without limits that only its extension knows, as in {@code geometry(Point,4326)}. */
    public String plainName() {
        int limits = name.indexOf('(');
        String bare = limits < 0 ? name : name.substring(0, limits);
        return bare.substring(bare.lastIndexOf('.') + 1);
    }

    public PgType arrayOf() {
        return new PgType(name, modifiers, true, collation);
    }

    public PgType collated(String quoted) {
        return new PgType(name, modifiers, array, quoted);
    }

    /** Returns the type as one writes it in {@code CREATE TABLE}. */
    public String sql() {
        String limits = modifiers.isEmpty()
                ? ""
                : modifiers.stream().map(String::valueOf).collect(Collectors.joining(",", "(", ")"));
        int head = zoneStart();
        return name.substring(0, head)
                + limits
                + name.substring(head)
                + (array ? "[]" : "")
                + (collation.isEmpty() ? "" : " COLLATE " + collation);
    }

    /** Returns where the name says whether there is a time zone, or its end. Each statement asks this for each of its columns. */
    private int zoneStart() {
        if (!name.endsWith(" time zone")) {
            return name.length();
        }
        Matcher zone = ZONE_AT_END.matcher(name);
        return zone.find() ? zone.start() : name.length();
    }

    /** Returns the type as a part of a column's name: {@code timestamptz}, {@code double_precision}, {@code text_array}. */
    public String word() {
        String word = switch (TypeKind.of(name)) {
            case TIMESTAMPTZ -> "timestamptz";
            case TIMETZ -> "timetz";
            default -> name.replace(" without time zone", "").replace(' ', '_');
        };
        return array ? word + "_array" : word;
    }

    @Override
    public String toString() {
        return sql();
    }

    /** Returns the greatest length of a text in characters, where it is limited. */
    public OptionalInt maxLength() {
        boolean limited = (kind() == TypeKind.VARCHAR || kind() == TypeKind.CHAR) && !modifiers.isEmpty();
        return limited ? OptionalInt.of(modifiers.get(0)) : OptionalInt.empty();
    }

    /** Returns whether this is text of any or of limited length, not padded. */
    public boolean isText() {
        return kind() == TypeKind.TEXT || kind() == TypeKind.VARCHAR;
    }

    /** Returns the format that suits values for a column of this type. */
    public Wire wire() {
        return kind().wire();
    }

    /**
     * Returns the SQL that turns {@code reference}, which travels in this format, into a value of this type without its length or
     * precision. Text types are left to the assignment, which rejects what is too long. An explicit cast would cut it off.
     */
    public String cast(Wire wire, String reference) {
        boolean same = wire.typeName().equals(name) || (wire == Wire.TEXT && (isText() || kind() == TypeKind.CHAR));
        return same && !array ? reference : readable(wire, reference) + "::" + bare();
    }

    /**
     * Returns the SQL of {@code reference} as a value that can be cast to this type. Postgres reads the text of {@code money} as its
     * {@code lc_monetary} says, by which 1.50 may be 150, so that numbers are sent, and read as such.
     */
    public String readable(Wire wire, String reference) {
        boolean isMoney = wire == Wire.TEXT && TypeKind.of(name) == TypeKind.MONEY;
        return isMoney ? reference + "::numeric" + (array ? "[]" : "") : reference;
    }

    /** Returns the type without a length. A bare {@code bit} is {@code bit(1)}, and a bare {@code character} holds one. */
    private PgType bare() {
        return switch (TypeKind.of(name)) {
            case BIT -> new PgType(TypeKind.VARBIT.type().name, List.of(), array, "");
            case CHAR -> new PgType("bpchar", List.of(), array, "");
            default -> this;
        };
    }

    /** Returns the type without length or precision, which holds all values of the type with any. */
    public PgType unlimited() {
        PgType bare = new PgType(name, List.of(), array, "");
        return TypeKind.of(name) == TypeKind.VARCHAR
                ? new PgType(TypeKind.TEXT.type().name, List.of(), array, "")
                : bare;
    }

    /** Returns the type that holds the values of both, for a column that does not exist yet. */
    public PgType widerOf(PgType other) {
        return wideningTo(other).map(Widening::type).orElse(this);
    }

    /** Returns the change that lets such a column hold all values of {@code wanted}. Empty if it can, or should not change. */
    public Optional<Widening> wideningTo(PgType wanted) {
        if (isSameBut(wanted)) {
            return longer(wanted);
        }
        if (kind() == TypeKind.VARCHAR && wanted.kind() == TypeKind.TEXT) {
            return Optional.of(new Widening(TypeKind.TEXT.type(), false));
        }
        if (kind().isLimited() && (wanted.isText() || kind().wider().contains(wanted.kind()))) {
            // In a session in UTC, as the sink's are, the two kinds of timestamp are stored alike.
            boolean sameBytes = kind() == TypeKind.TIMESTAMP && wanted.kind() == TypeKind.TIMESTAMPTZ;
            return Optional.of(new Widening(wanted.unlimited(), !sameBytes));
        }
        return Optional.empty();
    }

    /** Returns whether such a column stays too small for values of {@code wanted}, short of a rewrite of the table. */
    public boolean isTooSmallFor(PgType wanted) {
        return wideningTo(wanted)
                .map(Widening::rewrites)
                .orElseGet(() -> kind().isLimited()
                        && !isSameBut(wanted)
                        && !wanted.kind().wider().contains(kind()));
    }

    /** Returns whether the types differ in nothing but length, precision and collation. */
    private boolean isSameBut(PgType other) {
        return name.equals(other.name) && array == other.array;
    }

    private Optional<Widening> longer(PgType wanted) {
        if (modifiers.isEmpty() || !(isText() || kind() == TypeKind.NUMERIC)) {
            return Optional.empty();
        }
        if (wanted.modifiers.isEmpty()) {
            return Optional.of(new Widening(new PgType(name, List.of(), array, ""), false));
        }
        if (isText()) {
            return wanted.modifiers.get(0) > modifiers.get(0)
                    ? Optional.of(new Widening(wanted, false))
                    : Optional.empty();
        }
        PgType both = numeric(Math.max(wholeDigits(), wanted.wholeDigits()), Math.max(scale(), wanted.scale()));
        return both.equals(this)
                ? Optional.empty()
                : Optional.of(new Widening(both, !both.modifiers.isEmpty() && both.scale() != scale()));
    }

    private static PgType numeric(int wholeDigits, int scale) {
        int precision = Math.max(wholeDigits + scale, 1);
        return precision > MAX_PRECISION ? TypeKind.NUMERIC.type() : TypeKind.NUMERIC.type(precision, scale);
    }

    private int wholeDigits() {
        return modifiers.get(0) - scale();
    }

    private int scale() {
        return modifiers.size() > 1 ? modifiers.get(1) : 0;
    }
}
