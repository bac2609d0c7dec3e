/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DateTimesTest {
    @ParameterizedTest
    @CsvSource({
        "2019-05-02T11:27:36Z,             2019-05-02T11:27:36Z",
        "2019-05-02T11:27:36.000Z,         2019-05-02T11:27:36Z",
        "2019-05-02T11:27:36.123Z,         2019-05-02T11:27:36.123Z",
        "2019-05-02T11:27:36.000+0000,     2019-05-02T11:27:36Z",
        "2019-05-02T11:27:36+0000,         2019-05-02T11:27:36Z",
        "2019-05-02T11:27:36+00:00,        2019-05-02T11:27:36Z",
        "2019-05-02T13:27:36.5+02:00,      2019-05-02T11:27:36.500Z",
        "2019-05-02T06:27:36.123456-0500,  2019-05-02T11:27:36.123Z",
        "1556796456000,                    2019-05-02T11:27:36Z",
        "1700-01-01T00:00:00.000Z,         1700-01-01T00:00:00Z",
        "4000-12-31T23:59:59.999Z,         4000-12-31T23:59:59.999Z",
        "-1000,                            1969-12-31T23:59:59Z"
    })
    void datetimesAreReadInAllSpellings(String text, Instant expected) {
        assertThat(DateTimes.dateTime(text)).isEqualTo(expected.toEpochMilli());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"2019-05-02", "2019-13-02T11:27:36Z", "2019-05-02T11:27:3xZ", "2019-05-02T11:27:36", "soon"})
    void rejectsTextThatIsNotDatetime(String text) {
        assertThatThrownBy(() -> DateTimes.dateTime(text)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void datesAndTimesAreRead() {
        long day = LocalDate.parse("2024-02-29").toEpochDay() * 86_400_000;
        assertThat(DateTimes.date("2024-02-29")).isEqualTo(day);
        assertThat(DateTimes.date("2024-02-29Z")).isEqualTo(day);
        assertThat(DateTimes.time("10:30")).isEqualTo(LocalTime.parse("10:30").toSecondOfDay() * 1_000L);
        assertThat(DateTimes.time("10:30:15.250Z")).isEqualTo(37_815_250);
        assertThatThrownBy(() -> DateTimes.date("2023-02-29")).isInstanceOf(RuntimeException.class);
    }
}
