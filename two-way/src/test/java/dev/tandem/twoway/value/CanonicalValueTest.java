/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.value;

import static dev.tandem.twoway.value.FieldKind.BOOLEAN;
import static dev.tandem.twoway.value.FieldKind.DATE;
import static dev.tandem.twoway.value.FieldKind.DATE_TIME;
import static dev.tandem.twoway.value.FieldKind.EXACT;
import static dev.tandem.twoway.value.FieldKind.ID;
import static dev.tandem.twoway.value.FieldKind.JSON;
import static dev.tandem.twoway.value.FieldKind.MULTI_PICKLIST;
import static dev.tandem.twoway.value.FieldKind.NUMBER;
import static dev.tandem.twoway.value.FieldKind.TEXT;
import static dev.tandem.twoway.value.FieldKind.TIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CanonicalValueTest {
    static Stream<Arguments> spellings() {
        return Stream.of(spellingsOfTextAndNumbers(), spellingsOfDocuments(), spellingsOfTimesAndOthers())
                .flatMap(arguments -> arguments);
    }

    private static Stream<Arguments> spellingsOfTextAndNumbers() {
        return Stream.of(
                arguments(TEXT, "Acme", List.of("Acme", " Acme", "Acme \t", "\nAcme\r\n")),
                arguments(TEXT, "a\nb", List.of("a\nb", "a\r\nb", "a\rb", "a\r\nb ")),
                arguments(TEXT, "a  b", List.of("a  b")),
                arguments(TEXT, "10.00", List.of("10.00")),
                arguments(TEXT, "ACME", List.of("ACME")),
                arguments(TEXT, "\u00a0x", List.of("\u00a0x")),
                arguments(TEXT, null, List.of("", " ", "\t\n")),
                arguments(
                        NUMBER,
                        "10",
                        List.of("10", "10.00", "1e1", " 10 ", "+10", 10, 10L, 10.0, new BigDecimal("10.000"))),
                arguments(NUMBER, "0", List.of("0", "0.000", "-0", "-0.0", 0, 0.0, -0.0, new BigDecimal("0E+9"))),
                arguments(NUMBER, "0.1", List.of("0.1", "0.10", ".1", 0.1, 0.1f, "1E-1")),
                arguments(NUMBER, "-1234567.891", List.of("-1234567.891", -1234567.891, "-1.234567891E6")),
                arguments(NUMBER, "100000000000000000000", List.of("100000000000000000000", 1e20, "1E20")),
                arguments(NUMBER, "1E+1000000000", List.of("1E+1000000000")),
                arguments(NUMBER, null, List.of("", "  ")),
                arguments(NUMBER, "NaN", List.of("NaN", Double.NaN)),
                arguments(NUMBER, "ten", List.of("ten")),
                arguments(BOOLEAN, "true", List.of(true, "true", "TRUE", "t", "1", 1)),
                arguments(BOOLEAN, "false", List.of(false, "false", "False", "f", "0", 0)),
                arguments(BOOLEAN, "perhaps", List.of("perhaps")),
                arguments(
                        DATE,
                        "2026-02-28",
                        List.of(
                                "2026-02-28",
                                LocalDate.of(2026, 2, 28),
                                Date.from(Instant.parse("2026-02-28T00:00:00Z")),
                                java.sql.Date.valueOf("2026-02-28"),
                                "2026-02-28T00:00:00.000Z",
                                "2026-02-28T10:00:00.000+0000")));
    }

    private static Stream<Arguments> spellingsOfDocuments() {
        return Stream.of(
                arguments(
                        JSON,
                        "{\"a\":[1,\"x\"],\"b\":2.5}",
                        List.of(
                                "{\"a\":[1,\"x\"],\"b\":2.5}",
                                " { \"b\" : 2.50, \"a\" : [ 1.0, \"\\u0078\" ] } ",
                                "{\"b\":1,\"b\":2.5,\"a\":[1e0,\"x\"]}")),
                arguments(JSON, "\"1\"", List.of("\"1\"")),
                arguments(JSON, "1", List.of("1", "1.00")),
                arguments(JSON, "null", List.of("null")),
                arguments(JSON, null, List.of("", " ")),
                arguments(JSON, "{\"a\":1", List.of("{\"a\":1")),
                arguments(JSON, "1 2", List.of("1 2")));
    }

    private static Stream<Arguments> spellingsOfTimesAndOthers() {
        return Stream.of(
                arguments(DATE, "infinity", List.of("infinity")),
                arguments(DATE, "2026-02-30", List.of("2026-02-30")),
                arguments(
                        TIME,
                        "10:05:07",
                        List.of(
                                "10:05:07",
                                "10:05:07.000Z",
                                "10:05:07.000",
                                "12:05:07+02",
                                "12:05:07+0200",
                                LocalTime.of(10, 5, 7),
                                java.sql.Time.valueOf("10:05:07"),
                                Date.from(Instant.parse("1970-01-01T10:05:07Z")))),
                arguments(TIME, "10:05:07.012", List.of("10:05:07.012", "10:05:07.012999")),
                // Salesforce stores this as midnight, so it must not equal midnight, or the row would keep it.
                arguments(TIME, "24:00:00", List.of("24:00:00")),
                arguments(
                        DATE_TIME,
                        "2026-02-28T10:05:07Z",
                        List.of(
                                "2026-02-28T10:05:07Z",
                                "2026-02-28T10:05:07.000Z",
                                "2026-02-28T10:05:07.000+0000",
                                "2026-02-28T12:05:07+02:00",
                                "2026-02-28 10:05:07+00",
                                "2026-02-28 12:05:07.0+02",
                                "2026-02-28 10:05:07",
                                "2026-02-28T10:05:07",
                                Instant.parse("2026-02-28T10:05:07Z"),
                                Date.from(Instant.parse("2026-02-28T10:05:07Z")),
                                1_772_273_107_000L,
                                java.sql.Timestamp.from(Instant.parse("2026-02-28T10:05:07Z")),
                                OffsetDateTime.parse("2026-02-28T12:05:07+02:00"))),
                arguments(DATE_TIME, "2026-02-28T10:05:07.012Z", List.of("2026-02-28 10:05:07.012345+00")),
                arguments(DATE_TIME, "2026-02-28T00:00:00Z", List.of("2026-02-28", "2026-02-28T00:00:00Z")),
                arguments(DATE_TIME, "-infinity", List.of("-infinity")),
                arguments(MULTI_PICKLIST, "a;b;c d", List.of("a;b;c d", "c d;b;a", " b ; a;c d", "a;;b;c d;b")),
                arguments(MULTI_PICKLIST, null, List.of("", ";", " ; ")),
                arguments(
                        ID,
                        "001A0000006Vm9rIAC",
                        List.of("001A0000006Vm9r", "001A0000006Vm9rIAC", " 001A0000006Vm9r ")),
                arguments(ID, "row 7", List.of("row 7")),
                arguments(EXACT, " x\r\n", List.of(" x\r\n")),
                arguments(EXACT, "", List.of("")));
    }

    @ParameterizedTest
    @MethodSource("spellings")
    void bringsEverySpellingIntoOneForm(FieldKind kind, String canonical, List<Object> spellings) {
        assertThat(spellings)
                .allSatisfy(spelling ->
                        assertThat(CanonicalValue.of(kind, spelling).text()).isEqualTo(canonical));
    }

    @ParameterizedTest
    @MethodSource("spellings")
    void keepsCanonicalTextWhenReadAgain(FieldKind kind, String canonical, List<Object> spellings) {
        for (Object spelling : spellings) {
            CanonicalValue value = CanonicalValue.of(kind, spelling);

            assertThat(CanonicalValue.of(kind, value.text())).isEqualTo(value).hasSameHashCodeAs(value);
        }
    }

    @Test
    void treatsEmptyTextAsNull() {
        CanonicalValue empty = CanonicalValue.of(TEXT, "");

        assertThat(empty).isEqualTo(CanonicalValue.NULL);
        assertThat(empty.isNull()).isTrue();
        assertThat(empty).isNotEqualTo(CanonicalValue.of(TEXT, "null"));
    }

    @Test
    void keepsTheSpellingInWhichAValueCame() {
        assertThat(CanonicalValue.of(NUMBER, "10.00").original()).isEqualTo("10.00");
    }

    @Test
    void hidesTheValueFromLogs() {
        assertThat(CanonicalValue.of(TEXT, "secret").toString()).isEqualTo("value of 6 characters");
    }

    @ParameterizedTest
    @MethodSource("describeTypes")
    void knowsTheKindOfEachDescribeType(String type, FieldKind kind) {
        assertThat(FieldKind.ofDescribeType(type)).isEqualTo(kind);
    }

    static Stream<Arguments> describeTypes() {
        return Stream.of(
                arguments("string", TEXT),
                arguments("picklist", TEXT),
                arguments("textarea", TEXT),
                arguments("email", TEXT),
                arguments("currency", NUMBER),
                arguments("Percent", NUMBER),
                arguments("datetime", DATE_TIME),
                arguments("multipicklist", MULTI_PICKLIST),
                arguments("reference", ID),
                arguments("base64", EXACT),
                arguments("a type of the future", TEXT));
    }
}
