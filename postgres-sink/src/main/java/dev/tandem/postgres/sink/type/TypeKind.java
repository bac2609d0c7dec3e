/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.type;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The types of Postgres that the sink knows, and what it knows of each: its name, the format in which its values travel, and the
 * types that hold all of its values. A new type is one constant here and its lines in {@code PgTypeTest}.
 */
public enum TypeKind {
    SMALLINT("smallint", Wire.INT8),
    INTEGER("integer", Wire.INT8),
    BIGINT(Wire.INT8),
    NUMERIC(Wire.NUMERIC),
    REAL("real", Wire.FLOAT8),
    DOUBLE(Wire.FLOAT8),
    BOOLEAN(Wire.BOOL),
    TEXT(Wire.TEXT),
    VARCHAR("character varying", Wire.TEXT),
    CHAR("character", Wire.TEXT),
    CITEXT("citext", Wire.TEXT),
    BYTEA(Wire.BYTEA),
    DATE(Wire.DATE),
    TIME(Wire.TIME),
    TIMETZ("time with time zone", Wire.TEXT),
    TIMESTAMP(Wire.TIMESTAMP),
    TIMESTAMPTZ(Wire.TIMESTAMPTZ),
    INTERVAL("interval", Wire.TEXT),
    BIT("bit", Wire.TEXT),
    VARBIT("bit varying", Wire.TEXT),
    UUID("uuid", Wire.TEXT),
    JSONB("jsonb", Wire.TEXT),
    HSTORE("hstore", Wire.TEXT),
    XML("xml", Wire.TEXT),
    POINT("point", Wire.TEXT),
    MONEY("money", Wire.NUMERIC),
    OID("oid", Wire.TEXT),
    NAME("name", Wire.TEXT),
    /** One byte, which only Postgres's own tables use. */
    SINGLE_BYTE("\"char\"", Wire.TEXT),
    /** An array of any type. */
    ARRAY("", Wire.TEXT),
    /** Any other type, which Postgres reads from text. */
    OTHER("", Wire.TEXT);

    static final Set<TypeKind> INTEGERS = Collections.unmodifiableSet(EnumSet.of(SMALLINT, INTEGER, BIGINT));
    static final Set<TypeKind> BIT_STRINGS = Collections.unmodifiableSet(EnumSet.of(BIT, VARBIT));

    private static final Map<String, TypeKind> BY_NAME = Arrays.stream(values())
            .filter(kind -> !kind.typeName.isEmpty())
            .collect(Collectors.toMap(kind -> kind.typeName, kind -> kind));

    private final String typeName;
    private final Wire wire;

    TypeKind(Wire wire) {
        this(wire.typeName(), wire);
    }

    TypeKind(String typeName, Wire wire) {
        this.typeName = typeName;
        this.wire = wire;
    }

    /** Returns the kind of the type of this name, in whatever schema an extension may have it. */
    static TypeKind of(String typeName) {
        if (typeName.startsWith("interval ")) {
            return INTERVAL;
        }
        return BY_NAME.getOrDefault(typeName.substring(typeName.lastIndexOf('.') + 1), OTHER);
    }

    /** Returns the type, with these as its length, or its precision and scale. */
    public PgType type(Integer... modifiers) {
        return new PgType(typeName, List.of(modifiers), false, "");
    }

    Wire wire() {
        return wire;
    }

    /** Returns the kinds that hold every value of this one. Text does for all, and is not listed. */
    Set<TypeKind> wider() {
        return switch (this) {
            case SMALLINT -> Set.of(INTEGER, BIGINT, NUMERIC, DOUBLE);
            case INTEGER -> Set.of(BIGINT, NUMERIC, DOUBLE);
            case BIGINT, DOUBLE -> Set.of(NUMERIC);
            case REAL -> Set.of(DOUBLE);
            case DATE -> Set.of(TIMESTAMP, TIMESTAMPTZ);
            case TIMESTAMP -> Set.of(TIMESTAMPTZ);
            default -> Set.of();
        };
    }

    /**
     * Returns whether such a column holds values of its own and narrower kinds only. Text holds anything, and types that only
     * users give to columns ({@code uuid}, enums, ...) take what Postgres can read.
     */
    boolean isLimited() {
        return switch (this) {
            case SMALLINT, INTEGER, BIGINT, NUMERIC, REAL, DOUBLE, BOOLEAN, DATE, TIME, TIMESTAMP, TIMESTAMPTZ -> true;
            default -> false;
        };
    }
}
