/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.type;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * A limit of a column that Postgres keeps by rounding or cutting what it stores, where it should reject. Limits that Postgres
 * itself enforces with an error are not among these.
 */
public enum ColumnLimit {
    NONE {
        @Override
        void check(int limit, Object value, String text) {}
    },
    /** The decimal places of {@code numeric(p,s)}. */
    SCALE {
        @Override
        void check(int limit, Object value, String text) {
            BigDecimal number = number(value, text);
            if (number != null
                    && number.signum() != 0
                    && number.scale() > limit
                    && number.stripTrailingZeros().scale() > limit) {
                throw new UnwritableValueException(
                        limit < 0
                                ? "The column rounds to tens, hundreds or more. Give it a scale of 0 or more."
                                : "The number has more than " + limit
                                        + " decimal places. Give the column a greater scale.");
            }
        }
    },
    /** The characters of {@code varchar(n)}, from which Postgres cuts spaces. */
    LENGTH {
        @Override
        void check(int limit, Object value, String text) {
            if (text.length() > limit && text.endsWith(" ") && text.codePointCount(0, text.length()) > limit) {
                throw new UnwritableValueException(
                        "The text has more than " + limit + " characters with its spaces. Lengthen the column.");
            }
        }
    },
    /** The digits of {@code real}. */
    FLOAT {
        @Override
        void check(int limit, Object value, String text) {
            BigDecimal number = number(value, text);
            if (number != null && !isExact(number, Float.toString(number.floatValue()))) {
                throw new UnwritableValueException(
                        "The number has more digits than a real column holds. Use double precision or numeric.");
            }
        }
    },
    /** The digits of {@code double precision}. */
    DOUBLE {
        @Override
        void check(int limit, Object value, String text) {
            BigDecimal number = number(value, text);
            if (number != null && !isExact(number, Double.toString(number.doubleValue()))) {
                throw new UnwritableValueException(
                        "The number has more digits than a double precision column holds. Use numeric.");
            }
        }
    },
    /** The decimal places of {@code money}. */
    CENTS {
        @Override
        void check(int limit, Object value, String text) {
            if (DECIMAL_COMMA.matcher(text).find()) {
                throw new UnwritableValueException(
                        "The column would not read the comma as a decimal point. Have the source send a number.");
            }
            String digits = NOT_OF_NUMBERS.matcher(text).replaceAll("");
            if (!(value instanceof BigDecimal) && digits.chars().noneMatch(Character::isDigit)) {
                throw new UnwritableValueException(
                        "The text has no digits, and the column would read it as zero. Have the source send a number.");
            }
            BigDecimal number = number(value, digits);
            if (number != null && number.stripTrailingZeros().scale() > limit) {
                throw new UnwritableValueException("The number has more than " + limit
                        + " decimal places, which money does not hold. Use numeric.");
            }
        }
    },
    /** The bytes of {@code name} and {@code "char"}. */
    BYTES {
        @Override
        void check(int limit, Object value, String text) {
            if (text.getBytes(StandardCharsets.UTF_8).length > limit) {
                throw new UnwritableValueException(
                        "The text has more than " + limit + " bytes, and the column would cut it. Use text.");
            }
        }
    },
    /** The bits of {@code oid} and {@code xid}, which read negative numbers as large ones and cut larger ones. */
    UNSIGNED {
        @Override
        void check(int limit, Object value, String text) {
            String digits = text.strip();
            if (!digits.matches("\\d{1,20}") || new BigInteger(digits).bitLength() > limit) {
                throw new UnwritableValueException(
                        "The value is not a whole number between 0 and the column's greatest. Use bigint or numeric.");
            }
        }
    },
    /** The digits of coordinates, which are double precision. */
    COORDINATES {
        @Override
        void check(int limit, Object value, String text) {
            checkEachNumber(DOUBLE, text);
        }
    },
    /** The digits of the numbers of {@code seg} and of vectors, which are real. */
    FLOATS {
        @Override
        void check(int limit, Object value, String text) {
            checkEachNumber(FLOAT, text);
        }
    },
    /** The positions of words in a {@code tsvector}, of which Postgres replaces larger ones by the greatest. */
    POSITIONS {
        @Override
        void check(int limit, Object value, String text) {
            Matcher positions =
                    POSITIONS_OF_WORD.matcher(QUOTED_WORD.matcher(text).replaceAll("w"));
            while (positions.find()) {
                if (NOT_DIGITS
                        .splitAsStream(positions.group(1))
                        .anyMatch(digits -> new BigInteger(digits).compareTo(BigInteger.valueOf(limit)) > 0)) {
                    throw new UnwritableValueException(
                            "A word is at a position beyond " + limit + ", which tsvector does not keep. Use text.");
                }
            }
        }
    },
    /** The keys of an {@code hstore}, which keeps one value for each. */
    KEYS {
        @Override
        void check(int limit, Object value, String text) {
            HstoreText.rejectRepeatedKeys(text);
        }
    },
    /** A date has no time of day. */
    DAY {
        @Override
        void check(int limit, Object value, String text) {
            TimeLoss.rejectTimeOfDay(text);
        }
    },
    /** The digits of a second. */
    FRACTION {
        @Override
        void check(int limit, Object value, String text) {
            TimeLoss.rejectFraction(text, limit);
            TimeLoss.rejectLeapSecond(text);
        }
    },
    /** The digits of a second of an interval, which text may also give in milliseconds or microseconds. */
    DURATION {
        @Override
        void check(int limit, Object value, String text) {
            TimeLoss.rejectFraction(text, limit);
            TimeLoss.rejectSmallUnits(text, limit);
        }
    },
    /** The smallest unit of an interval that has fields, such as {@code interval year to month}. */
    UNIT {
        @Override
        void check(int limit, Object value, String text) {
            TimeLoss.rejectUnits(text, limit);
        }
    };

    /** The limits that look at numbers as such, which is faster than to look at their text. */
    private static final Set<ColumnLimit> OF_NUMBERS = EnumSet.of(SCALE, FLOAT, DOUBLE, CENTS);

    private static final Pattern NOT_OF_NUMBERS = Pattern.compile("[^0-9.eE+-]");
    private static final Pattern NUMBER = Pattern.compile("[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?");
    /** A comma that does not separate thousands. */
    private static final Pattern DECIMAL_COMMA = Pattern.compile(",(?!\\d{3}(?!\\d))");

    // Possessive, because a greedy group takes a frame of the stack for each repetition.
    private static final Pattern QUOTED_WORD = Pattern.compile("'(?:[^'\\\\]|''|\\\\.)*+'", Pattern.DOTALL);
    private static final Pattern POSITIONS_OF_WORD = Pattern.compile(":(\\d+[A-Da-d*]?(?:,\\d+[A-Da-d*]?)*+)");
    private static final Pattern NOT_DIGITS = Pattern.compile("\\D+");
    private static final int MAX_POSITION = 16_383;
    private static final long EXACT_IN_DOUBLE = 1L << 53;
    private static final int MAX_FRACTION_DIGITS = 6;
    private static final int MAX_NAME_BYTES = 63;
    private static final int CENT_DIGITS = 2;
    private static final int OID_BITS = 32;

    abstract void check(int limit, Object value, String text);

    /**
     * Returns the encoder with a check of each value before it, if the column has a limit; else the encoder itself.
     *
     * @param column the column's type, or that which its domain is over
     * @param fields the types of its fields, if it is composite
     */
    public static Encoder guard(PgType column, List<PgType> fields, Schema schema, Encoder encoder) {
        if (!fields.isEmpty()) {
            return (value, array) -> {
                checkFields(column.array(), fields, value);
                encoder.encode(value, array);
            };
        }
        TypeKind kind = bound(column);
        return MisreadTypes.guard(column, kind, schema, guard(column, kind, schema, encoder));
    }

    /**
     * Returns the encoder of a key column. A key is compared as the column stores it, even if that rounds it, but is never misread, nor
     * cut to the name of another row.
     */
    public static Encoder guardKey(PgType column, Schema schema, Encoder encoder) {
        TypeKind kind = bound(column);
        Encoder whole = of(kind, column) == BYTES ? guard(column, kind, schema, encoder) : encoder;
        return MisreadTypes.guard(column, kind, schema, whole);
    }

    private static Encoder guard(PgType column, TypeKind kind, Schema schema, Encoder encoder) {
        ColumnLimit check = of(kind, column);
        if (check == NONE || (check == DAY && isDate(schema))) {
            return encoder;
        }
        int limit = check.limit(kind, column);
        return (value, array) -> {
            if (value instanceof String literal && column.array()) {
                LiteralParts.ofArray(literal)
                        .forEach(element -> checkEach(check, limit, column, Schema.STRING_SCHEMA, element));
            } else {
                checkEach(check, limit, column, schema, value);
            }
            encoder.encode(value, array);
        };
    }

    private static void checkFields(boolean isArray, List<PgType> fields, Object value) {
        if (value instanceof List<?> elements) {
            elements.forEach(element -> checkFields(false, fields, element));
        } else if (value instanceof String literal && isArray) {
            LiteralParts.ofArray(literal).forEach(element -> checkFields(false, fields, element));
        } else if (value instanceof String literal) {
            List<String> parts = LiteralParts.ofComposite(literal);
            for (int i = 0; i < Math.min(parts.size(), fields.size()); i++) {
                check(fields.get(i), List.of(), Schema.STRING_SCHEMA, parts.get(i));
            }
        }
    }

    /**
     * Rejects a value that a column would round or cut.
     *
     * @param column the column's type, or that which its domain is over
     * @param fields the types of its fields, if it is composite
     */
    public static void check(PgType column, List<PgType> fields, Schema schema, Object value) {
        if (value != null) {
            guard(column, fields, schema, (checked, array) -> {}).encode(value, null);
        }
    }

    /** Returns the kind of a type or of the bounds of a range, or a kind that has the same limit. */
    private static TypeKind bound(PgType column) {
        return switch (column.plainName()) {
            case "tsrange", "tsmultirange" -> TypeKind.TIMESTAMP;
            case "tstzrange", "tstzmultirange" -> TypeKind.TIMESTAMPTZ;
            case "daterange", "datemultirange" -> TypeKind.DATE;
            case "line", "lseg", "box", "path", "polygon", "circle" -> TypeKind.POINT;
            case "cube" -> TypeKind.POINT;
            case "xid", "xid8", "cid" -> TypeKind.OID;
            default -> TypeKind.of(column.name());
        };
    }

    private static ColumnLimit of(TypeKind kind, PgType column) {
        boolean limited = !column.modifiers().isEmpty();
        return switch (kind) {
            case NUMERIC -> limited ? SCALE : NONE;
            case VARCHAR -> limited ? LENGTH : NONE;
            case REAL -> FLOAT;
            case DOUBLE -> DOUBLE;
            case MONEY -> CENTS;
            case NAME, SINGLE_BYTE -> BYTES;
            case OID -> UNSIGNED;
            case POINT -> COORDINATES;
            case HSTORE -> KEYS;
            case DATE -> DAY;
            case INTERVAL -> IntervalUnits.ofType(column.name()) < IntervalUnits.SECOND ? UNIT : DURATION;
            case TIME, TIMETZ, TIMESTAMP, TIMESTAMPTZ -> FRACTION;
            case OTHER -> ofExtension(column.plainName());
            default -> NONE;
        };
    }

    private static ColumnLimit ofExtension(String name) {
        return switch (name) {
            case "seg", "vector", "sparsevec" -> FLOATS;
            case "tsvector" -> POSITIONS;
            default -> NONE;
        };
    }

    private int limit(TypeKind kind, PgType column) {
        List<Integer> modifiers = column.modifiers();
        return switch (this) {
            case SCALE -> modifiers.size() > 1 ? modifiers.get(1) : 0;
            case CENTS -> CENT_DIGITS;
            case POSITIONS -> MAX_POSITION;
            case BYTES -> kind == TypeKind.NAME ? MAX_NAME_BYTES : 1;
            case UNIT -> IntervalUnits.ofType(column.name());
            case UNSIGNED -> column.name().equals("xid8") ? Long.SIZE : OID_BITS;
            default -> modifiers.isEmpty() ? MAX_FRACTION_DIGITS : modifiers.get(0);
        };
    }

    private static boolean isDate(Schema schema) {
        return ValueTypes.of(schema).columnType(schema).kind() == TypeKind.DATE;
    }

    private static void checkEach(ColumnLimit check, int limit, PgType column, Schema schema, Object value) {
        if (column.array() && value instanceof List<?> elements) {
            for (Object element : elements) {
                if (element != null) {
                    checkEach(check, limit, column, schema.valueSchema(), element);
                }
            }
            return;
        }
        if (value instanceof String text && schema.name() == null) {
            TimeLoss.rejectDropped(bound(column), text);
        }
        if (value instanceof BigDecimal && OF_NUMBERS.contains(check)) {
            check.check(limit, value, "");
        } else if (!fitsAlways(check, limit, value)) {
            check.check(limit, value, ValueTypes.of(schema).text(schema, column.element(), value));
        }
    }

    /** Returns whether the value fits, in the cases that need no look at its text. */
    private static boolean fitsAlways(ColumnLimit kind, int limit, Object value) {
        return switch (kind) {
            case FRACTION ->
                value instanceof String text
                        ? text.indexOf('.') < 0 && !text.contains("60")
                        : !(value instanceof Struct) && limit == MAX_FRACTION_DIGITS;
            case FLOAT -> value instanceof Float || (value instanceof Double number && number == number.floatValue());
            case DURATION -> value instanceof Number && limit == MAX_FRACTION_DIGITS;
            case DOUBLE ->
                value instanceof Double
                        || value instanceof Float
                        || (value instanceof Number number && Math.abs(number.longValue()) <= EXACT_IN_DOUBLE);
            case LENGTH -> value instanceof String text && text.length() <= limit;
            case KEYS -> !(value instanceof String);
            default -> false;
        };
    }

    private static void checkEachNumber(ColumnLimit limit, String text) {
        Matcher number = NUMBER.matcher(text);
        while (number.find()) {
            limit.check(0, null, number.group());
        }
    }

    /** Returns the number; null for infinities, {@code NaN}, and text that is not a number. */
    private static BigDecimal number(Object value, String text) {
        return value instanceof BigDecimal number ? number : NumberText.read(text);
    }

    /** Returns whether a floating number that reads as this text is the number, for all that readers see. */
    private static boolean isExact(BigDecimal number, String text) {
        return !text.contains("Infinity") && new BigDecimal(text).compareTo(number) == 0;
    }
}
