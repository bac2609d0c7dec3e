/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnTypesTest {
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
            """)
    void widensWithoutLoss(String actual, String wanted, String type, Boolean rewrites) {
        ColumnTypes.Widening expected = type == null ? null : new ColumnTypes.Widening(type, rewrites);

        assertThat(ColumnTypes.widening(actual, wanted).orElse(null)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            integer               | bigint                | true
            integer               | boolean               | true
            character varying(10) | text                  | false
            uuid                  | text                  | false
            bigint                | integer               | false
            text                  | integer               | false
            """)
    void needsAnotherColumnWhereRewriteWould(String actual, String wanted, boolean another) {
        assertThat(ColumnTypes.needsAnother(actual, wanted)).isEqualTo(another);
    }
}
