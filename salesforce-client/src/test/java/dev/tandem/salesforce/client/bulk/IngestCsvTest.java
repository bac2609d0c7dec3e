/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.salesforce.client.bulk.IngestCsv.Cell;
import dev.tandem.salesforce.client.bulk.IngestCsv.Cell.Null;
import dev.tandem.salesforce.client.bulk.IngestCsv.Cell.Untouched;
import dev.tandem.salesforce.client.bulk.IngestCsv.Cell.Value;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class IngestCsvTest {
    @Test
    void distinguishesNullFromUntouched() {
        IngestCsv csv = new IngestCsv(List.of("Id", "Name", "Phone"), 1_000);

        csv.add(List.of(new Value("1"), new Null(), new Untouched()));
        csv.add(List.of(new Value("2"), new Value(""), new Value(" a, \"b\"\nü ")));

        assertThat(new String(csv.toBytes(), StandardCharsets.UTF_8))
                .isEqualTo("Id,Name,Phone\n1,#N/A,\n2,#N/A,\" a, \"\"b\"\"\nü \"\n");
        assertThat(csv.rows()).isEqualTo(2);
    }

    @Test
    void staysWithinItsSize() {
        IngestCsv csv = new IngestCsv(List.of("Name"), 200);
        List<Cell> row = List.of(new Value("\"ü\"".repeat(10)));

        while (csv.add(row)) {
            assertThat(csv.toBytes().length).isLessThanOrEqualTo(200);
        }

        assertThat(csv.rows()).isPositive();
        assertThat(csv.toBytes().length).isBetween(100, 200);
    }

    @Test
    void namesRowsThatTheFormatCannotCarry() {
        assertThat(IngestCsv.problemOf(List.of(new Value("#N/A")))).contains("means null");
        assertThat(IngestCsv.problemOf(List.of(new Value("x".repeat(32_001))))).contains("32000");
        assertThat(IngestCsv.problemOf(Collections.nCopies(14, new Value("x".repeat(30_000)))))
                .contains("400000");
        assertThat(IngestCsv.problemOf(List.of(new Value("x".repeat(32_000)), new Null())))
                .isEmpty();
        assertThatThrownBy(() -> new IngestCsv(List.of("Name"), 99).add(List.of(new Value("#N/A"))))
                .hasMessageContaining("means null");
    }

    @Test
    void rejectsRowOfAnotherWidth() {
        assertThatThrownBy(() -> new IngestCsv(List.of("Id", "Name"), 99).add(List.of(new Value("1"))))
                .hasMessage("A row has 1 cells for 2 columns.");
    }
}
