/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.soql;

import dev.tandem.salesforce.simulator.records.Row;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The aggregate functions of SOQL. */
enum Aggregate {
    COUNT {
        @Override
        Object of(List<Row> rows, FieldPath path) {
            return present(rows, path).count();
        }
    },
    COUNT_DISTINCT {
        @Override
        Object of(List<Row> rows, FieldPath path) {
            return present(rows, path).distinct().count();
        }
    },
    MIN {
        @Override
        Object of(List<Row> rows, FieldPath path) {
            return present(rows, path).min(Aggregate::compare).orElse(null);
        }
    },
    MAX {
        @Override
        Object of(List<Row> rows, FieldPath path) {
            return present(rows, path).max(Aggregate::compare).orElse(null);
        }
    },
    SUM {
        @Override
        Object of(List<Row> rows, FieldPath path) {
            return present(rows, path)
                    .map(value -> new BigDecimal(value.toString()))
                    .reduce(BigDecimal::add)
                    .orElse(null);
        }
    },
    AVG {
        @Override
        Object of(List<Row> rows, FieldPath path) {
            BigDecimal sum = (BigDecimal) SUM.of(rows, path);
            return sum == null
                    ? null
                    : sum.divide(BigDecimal.valueOf(present(rows, path).count()), MathContext.DECIMAL64);
        }
    };

    abstract Object of(List<Row> rows, FieldPath path);

    /** Returns the function that a query names. */
    static Aggregate named(Tokens.Token name, Tokens tokens) {
        return Arrays.stream(values())
                .filter(aggregate -> name.is(aggregate.name()))
                .findFirst()
                .orElseThrow(() -> tokens.unexpected(name));
    }

    /** Returns whether the result is a number whatever the type of the field. */
    boolean counts() {
        return this == COUNT || this == COUNT_DISTINCT;
    }

    private static Stream<Object> present(List<Row> rows, FieldPath path) {
        return rows.stream().map(path::value).filter(Objects::nonNull);
    }

    @SuppressWarnings("unchecked")
    private static int compare(Object a, Object b) {
        return ((Comparable<Object>) a).compareTo(b);
    }
}
