/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.standalone.org.OrgField;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final String ID = "001000000000001AAA";
    private static final List<OrgField> FIELDS = List.of(
            field("Id", "id"),
            field("Name", "string"),
            field("AnnualRevenue", "currency"),
            field("CreatedDate", "datetime"),
            field("OpensAt", "time"));

    @Test
    void comparesValuesAcrossSpellings() {
        assertThat(compare(Map.of(ID, record()), Map.of(ID, row()))).isEmpty();
    }

    @Test
    void countsNullOnOneSideAsDifference() {
        Map<String, Object> row = row();
        row.put("Name", null);

        assertThat(compare(Map.of(ID, record()), Map.of(ID, row)))
                .containsExactly("Account " + ID + " differs in Name");
    }

    @Test
    void distinguishesEmptyTextFromNull() {
        ObjectNode record = record().putNull("Name");
        Map<String, Object> row = row();
        row.put("Name", "");

        assertThat(compare(Map.of(ID, record), Map.of(ID, row))).hasSize(1);
    }

    @Test
    void countsFieldWithoutColumnAsDifference() {
        Map<String, Object> row = row();
        row.remove("Name");

        assertThat(compare(Map.of(ID, record().putNull("Name")), Map.of(ID, row)))
                .containsExactly("Account " + ID + " differs in Name");
    }

    @Test
    void countsMissingRowsAndRecordsAsDifferences() {
        assertThat(compare(Map.of(ID, record()), Map.of("001000000000002AAA", row())))
                .containsExactly(
                        "Account " + ID + " is in the org and not in Postgres",
                        "Account 001000000000002AAA is in Postgres and not in the org");
    }

    private static List<String> compare(Map<String, ObjectNode> records, Map<String, Map<String, Object>> rows) {
        return Comparison.of("Account", FIELDS, new HashMap<>(records), rows).differences();
    }

    private static ObjectNode record() {
        return new ObjectMapper()
                .createObjectNode()
                .put("Id", ID)
                .put("Name", "Acme")
                .put("AnnualRevenue", 1000.50)
                .put("CreatedDate", "2026-11-23T10:00:00.000+0000")
                .put("OpensAt", "08:30:00.000Z");
    }

    private static Map<String, Object> row() {
        var row = new HashMap<String, Object>();
        row.put("Id", ID);
        row.put("Name", "Acme");
        row.put("AnnualRevenue", 1000.5);
        row.put("CreatedDate", OffsetDateTime.parse("2026-11-23T11:00:00+01:00"));
        row.put("OpensAt", LocalTime.of(8, 30));
        return row;
    }

    private static OrgField field(String name, String type) {
        return new OrgField(name, type, 0, true, true, true, false, "");
    }
}
