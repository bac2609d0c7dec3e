/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyTextTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    7                                    | bigint   | true
                    -9223372036854775808                 | bigint   | true
                    9223372036854775808                  | bigint   | false
                    2147483648                           | integer  | false
                    -32768                               | smallint | true
                    007                                  | bigint   | false
                    7.0                                  | bigint   | false
                    INV-7                                | bigint   | false
                    a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11 | uuid     | true
                    A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11 | uuid     | false
                    INV-7                                | uuid     | false
                    7.50                                 | numeric  | true
                    NaN?                                 | numeric  | false
                    INV-7                                | text     | true
                    2030-01-31                           | date     | true
                    31.01.2030                           | date     | true
                    001xx000003DGb2AAG                   | date     | false
                    001000000000001                      | date     | false
                    INV-7                                | date     | false
                    2030-01-31 10:00:00.5+01             | timestamp with time zone | true
                    Thu Jan 31 10:00:00 2030 CET         | timestamp with time zone | true
                    -infinity                            | timestamp without time zone | true
                    001xx000003DGb2AAG                   | timestamp(3) without time zone | false
                    10:00:00                             | time without time zone | true
                    true                                 | boolean  | true
                    001xx000003DGb2AAG                   | boolean  | false
                    ["2030-01-31T10:00:00", true]        | timestamp without time zone,boolean | true
                    [1, "a"]                             | bigint,text | true
                    [1]                                  | bigint,text | false
                    [1, null]                            | bigint,text | false
                    ["x", "a"]                           | bigint,text | false
                    {"a": 1}                             | bigint,text | false
                    INV-7                                | bigint,text | false
                    """)
    void acceptsOnlyTextsThatTheKeysTypeCanHold(String text, String types, boolean isKey) {
        assertThat(KeyText.isKey(text, List.of(types.split(",", -1)))).isEqualTo(isKey);
    }
}
