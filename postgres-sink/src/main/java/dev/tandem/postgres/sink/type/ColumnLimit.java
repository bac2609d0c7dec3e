/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.type;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Schema;

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
                    && number.scale() > limit
                    && number.stripTrailingZeros().scale() > limit) {
                throw new UnwritableValueException("The number has more than " + limit
                        + " decimal places. Give the column a greater scale, or set schema.rewrite.");
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
    /** A date has no time of day. */
    DAY {
        @Override
        void check(int limit, Object value, String text) {
            Matcher time = TIME_OF_DAY.matcher(text);
            if (time.find() && !MIDNIGHT.matcher(time.group(1)).matches()) {
                throw new UnwritableValueException(
                        "The time of day does not fit a date. Give the column a type with time, or set schema.rewrite.");
            }
        }
    },
    /** The digits of a second. */
    FRACTION {
        @Override
        void check(int limit, Object value, String text) {
            Matcher fraction = FRACTION_DIGITS.matcher(text);
            if (fraction.find() && fraction.group(1).length() > limit) {
                throw new UnwritableValueException("The time has more than " + limit
                        + " digits after the second. Use a column with more, of which Postgres has at most 6.");
            }
        }
    };

    private static final Pattern TIME_OF_DAY = Pattern.compile("\\d[T ](\\d\\d:\\d\\d\\S*)");
    private static final Pattern MIDNIGHT =
            Pattern.compile("00:00(?::00(?:\\.0+)?)?(?:Z|[+-]00(?::?00)?)?", Pattern.CASE_INSENSITIVE);
    /** The digits of the fraction, without the zeros at its end. */
    private static final Pattern FRACTION_DIGITS = Pattern.compile("\\.(\\d*[1-9])");

    /** An offset from UTC other than zero, after a time of day. */
    private static final Pattern OFFSET = Pattern.compile("\\d:\\d\\d\\S*[+-](?!00(?::?00)?$)\\d\\d");

    private static final long EXACT_IN_DOUBLE = 1L << 53;
    private static final int MAX_FRACTION_DIGITS = 6;

    abstract void check(int limit, Object value, String text);

    /** Returns the encoder with a check of each value before it, if the column has a limit; else the encoder itself. */
    public static Encoder guard(PgType declared, Schema schema, Encoder encoder) {
        TypeKind kind = TypeKind.of(declared.name());
        List<Integer> modifiers = declared.modifiers();
        ColumnLimit check = of(kind, modifiers);
        if (check == NONE || (check == DAY && isDate(schema))) {
            return encoder;
        }
        int limit = check.limit(modifiers);
        boolean dropsZone = kind == TypeKind.TIMESTAMP || kind == TypeKind.TIME;
        return (value, array) -> {
            if (dropsZone && value instanceof String text && schema.name() == null) {
                rejectZone(text);
            }
            checkEach(check, limit, schema, value);
            encoder.encode(value, array);
        };
    }

    private static ColumnLimit of(TypeKind kind, List<Integer> modifiers) {
        return switch (kind) {
            case NUMERIC -> modifiers.isEmpty() ? NONE : SCALE;
            case VARCHAR -> modifiers.isEmpty() ? NONE : LENGTH;
            case REAL -> FLOAT;
            case DOUBLE -> DOUBLE;
            case DATE -> DAY;
            case INTERVAL, TIME, TIMETZ, TIMESTAMP, TIMESTAMPTZ -> FRACTION;
            default -> NONE;
        };
    }

    private int limit(List<Integer> modifiers) {
        if (this == SCALE) {
            return modifiers.size() > 1 ? modifiers.get(1) : 0;
        }
        return modifiers.isEmpty() ? MAX_FRACTION_DIGITS : modifiers.get(0);
    }

    private static boolean isDate(Schema schema) {
        return ValueTypes.of(schema).columnType(schema).kind() == TypeKind.DATE;
    }

    private static void rejectZone(String text) {
        if (OFFSET.matcher(text).find()) {
            throw new UnwritableValueException(
                    "The time has an offset from UTC, which the column would drop. Use a column with time zone.");
        }
    }

    private static void checkEach(ColumnLimit kind, int limit, Schema schema, Object value) {
        if (value instanceof List<?> elements) {
            for (Object element : elements) {
                if (element != null) {
                    checkEach(kind, limit, schema.valueSchema(), element);
                }
            }
        } else if (value instanceof BigDecimal) {
            kind.check(limit, value, "");
        } else if (!fitsAlways(kind, limit, value)) {
            kind.check(limit, value, ValueTypes.of(schema).text(schema, value));
        }
    }

    /** Returns whether the value fits, in the cases that need no look at its text. */
    private static boolean fitsAlways(ColumnLimit kind, int limit, Object value) {
        return switch (kind) {
            case FRACTION ->
                value instanceof String text ? digitsAfterPoint(text) <= limit : limit == MAX_FRACTION_DIGITS;
            case FLOAT -> value instanceof Float || (value instanceof Double number && number == number.floatValue());
            case DOUBLE ->
                value instanceof Double
                        || value instanceof Float
                        || (value instanceof Number number && Math.abs(number.longValue()) <= EXACT_IN_DOUBLE);
            case LENGTH -> value instanceof String text && text.length() <= limit;
            default -> false;
        };
    }

    private static int digitsAfterPoint(String text) {
        int point = text.indexOf('.');
        int end = point + 1;
        while (point >= 0 && end < text.length() && Character.isDigit(text.charAt(end))) {
            end++;
        }
        return end - point - 1;
    }

    /** Returns the number; null for infinities, {@code NaN}, and text that is not a number. */
    private static BigDecimal number(Object value, String text) {
        if (value instanceof BigDecimal number) {
            return number;
        }
        String plain = text.strip().toLowerCase(Locale.ROOT);
        try {
            return new BigDecimal(plain);
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    /** Returns whether a floating number that reads as this text is the number, for all that readers see. */
    private static boolean isExact(BigDecimal number, String text) {
        return text.contains("Infinity") || new BigDecimal(text).compareTo(number) == 0;
    }
}
