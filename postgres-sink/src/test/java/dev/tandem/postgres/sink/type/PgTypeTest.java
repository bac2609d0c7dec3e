/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.type;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PgTypeTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            smallint                       | SMALLINT    | INT8
            integer                        | INTEGER     | INT8
            bigint                         | BIGINT      | INT8
            numeric                        | NUMERIC     | NUMERIC
            numeric(10,2)                  | NUMERIC     | NUMERIC
            numeric(3,-2)                  | NUMERIC     | NUMERIC
            real                           | REAL        | FLOAT8
            double precision               | DOUBLE      | FLOAT8
            boolean                        | BOOLEAN     | BOOL
            text                           | TEXT        | TEXT
            text COLLATE "ucs_basic"       | TEXT        | TEXT
            character varying(18)          | VARCHAR     | TEXT
            character(3)                   | CHAR        | TEXT
            public.citext                  | CITEXT      | TEXT
            bytea                          | BYTEA       | BYTEA
            date                           | DATE        | DATE
            time(3) without time zone      | TIME        | TIME
            time with time zone            | TIMETZ      | TEXT
            timestamp without time zone    | TIMESTAMP   | TIMESTAMP
            timestamp(3) with time zone    | TIMESTAMPTZ | TIMESTAMPTZ
            interval                       | INTERVAL    | TEXT
            bit(8)                         | BIT         | TEXT
            bit varying                    | VARBIT      | TEXT
            uuid                           | UUID        | TEXT
            jsonb                          | JSONB       | TEXT
            ext.hstore                     | HSTORE      | TEXT
            xml                            | XML         | TEXT
            point                          | POINT       | TEXT
            numeric(10,2)[]                | ARRAY       | TEXT
            timestamp(3) with time zone[]  | ARRAY       | TEXT
            geometry(Point,4326)           | OTHER       | TEXT
            my_hstore                      | OTHER       | TEXT
            public."Odd(3)"                | OTHER       | TEXT
            """)
    void knowsWhatCatalogWrites(String sql, TypeKind kind, Wire wire) {
        PgType type = PgType.of(sql);

        assertThat(type.sql()).isEqualTo(sql);
        assertThat(type.kind()).isEqualTo(kind);
        assertThat(type.wire()).isEqualTo(wire);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            character varying(18) COLLATE "ucs_basic" | text                     | text
            character varying(18)[]                   | text[]                   | text_array
            numeric(10,2)                             | numeric                  | numeric
            timestamp with time zone                  | timestamp with time zone | timestamptz
            time without time zone[]                  | time without time zone[] | time_array
            double precision                          | double precision         | double_precision
            """)
    void removesLimitsForSideColumn(String sql, String unlimited, String word) {
        PgType type = PgType.of(sql).unlimited();

        assertThat(type.sql()).isEqualTo(unlimited);
        assertThat(type.word()).isEqualTo(word);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            integer               | bigint                      | bigint                      | true
            bigint                | integer                     |                             |
            integer               | text                        | text                        | true
            character varying(10) | character varying(20)       | character varying(20)       | false
            character varying(20) | character varying(10)       |                             |
            character varying(10) | text                        | text                        | false
            numeric(10,2)         | numeric(12,2)               | numeric(12,2)               | false
            numeric(10,2)         | numeric(10,4)               | numeric(12,4)               | true
            numeric(10,2)         | numeric                     | numeric                     | false
            numeric               | numeric(10,2)               |                             |
            date                  | timestamp without time zone | timestamp without time zone | true
            uuid                  | text                        |                             |
            boolean               | character varying(5)        | text                        | true
            integer               | numeric(10,2)               | numeric                     | true
            double precision      | numeric(12,2)               | numeric                     | true
            bigint                | double precision            |                             |
            numeric(3,-2)         | numeric(10,2)               | numeric(10,2)               | true
            numeric(1000,0)       | numeric(10,2)               | numeric                     | false
            timestamp(3) without time zone | timestamp without time zone |                    |
            timestamp without time zone | timestamp with time zone | timestamp with time zone | false
            integer[]             | bigint[]                    |                             |
            character varying(5)[]| text[]                      |                             |
            """)
    void widensWithoutLoss(String actual, String wanted, String type, Boolean rewrites) {
        PgType.Widening expected = type == null ? null : new PgType.Widening(PgType.of(type), rewrites);

        assertThat(PgType.of(actual).wideningTo(PgType.of(wanted)).orElse(null)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            integer               | bigint                | true
            integer               | boolean               | true
            character varying(10) | text                  | false
            uuid                  | text                  | false
            bigint                | integer               | false
            text                  | integer               | false
            integer               | integer[]             | true
            bigint                | double precision      | true
            """)
    void needsAnotherColumnWhereOnlyRewriteWouldDo(String actual, String wanted, boolean another) {
        assertThat(PgType.of(actual).isTooSmallFor(PgType.of(wanted))).isEqualTo(another);
    }
}
