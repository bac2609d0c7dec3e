/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Columns and fields whose types change while edits of them are pending and the connector is stopped. */
class ChangedTypesTest {
    private final TwoSides sides = new TwoSides();

    @AfterEach
    void close() throws SQLException {
        sides.close();
    }

    private void defineField(String type) {
        Map<String, Object> field = new HashMap<>(Map.of("name", "Own__c", "type", type));
        if (type.equals("string")) {
            field.put("length", 80);
        } else if (type.equals("textarea")) {
            field.put("length", 32_000);
        } else if (type.equals("picklist")) {
            field.putAll(Map.of("restrictedPicklist", false, "picklistValues", List.of("a", "b", "c")));
        } else if (type.equals("double")) {
            field.putAll(Map.of("precision", 18, "scale", 4));
        }
        sides.org().addField("Account", field);
    }

    private void setInSalesforce(String id, Object value) {
        Map<String, Object> record = new HashMap<>(Map.of("Id", id));
        record.put("Own__c", value);
        sides.org().updateSilently("Account", List.of(record));
    }

    /**
     * @param own type of the column, and what it becomes
     * @param field type of the field, and what it becomes
     * @param value the value before, as Salesforce has it before and after
     * @param edited the values that two edits write, one before and one after the change
     * @param expected the value that Salesforce has in the end
     */
    @ParameterizedTest
    @CsvSource({
        "double precision > numeric, double > double, 10 > 10, 11 > 12, 12.0",
        "double precision > numeric(12;2), double > double, 10.5 > 10.5, 11.5 > 12.25, 12.25",
        "double precision > text, double > double, 10 > 10, 11 > 12, 12.0",
        "integer > bigint, int > int, 10 > 10, 11 > 12, 12",
        "integer > numeric, int > double, 10 > 10, 11 > 12.5, 12.5",
        "integer > text, int > string, 10 > 10, 11 > 12, 12",
        "text > varchar(80), string > string, a > a, b > c, c",
        "varchar(3) > text, string > textarea, a > a, b > cccc, cccc",
        "text > text, picklist > string, a > a, b > d, d",
        "date > timestamptz, date > datetime, 2024-01-02 > 2024-01-02T00:00:00.000+0000, 2024-01-03 > 2024-01-04 00:00:00Z, 2024-01-04T00:00:00.000+0000",
        "timestamp > timestamptz, datetime > datetime, 2024-01-02T00:00:00.000+0000 > 2024-01-02T00:00:00.000+0000,"
                + " 2024-01-03 00:00:00 > 2024-01-04 00:00:00Z, 2024-01-04T00:00:00.000+0000",
        "boolean > text, boolean > boolean, false > false, true > true, true",
    })
    void keepsPendingEdits(String own, String field, String value, String edited, String expected) {
        String[] columns = own.replace(';', ',').split(" > ", -1);
        String[] fields = field.split(" > ", -1);
        String[] values = value.split(" > ", -1);
        String[] edits = edited.split(" > ", -1);
        defineField(fields[0]);
        sides.edit("SET TIME ZONE 'UTC'; ALTER TABLE \"Account\" ADD \"Own__c\" " + columns[0]);
        String id = sides.addAccount("Acme");
        setInSalesforce(id, json(values[0], fields[0]));
        sides.applying("UPDATE \"Account\" SET \"Own__c\" = '" + values[0] + "'");
        sides.start();
        sides.stop();
        for (int i = 0; i < 6; i++) {
            sides.edit("BEGIN; UPDATE \"Account\" SET \"Own__c\" = '" + edits[0] + "'; ROLLBACK");
        }

        sides.edit("UPDATE \"Account\" SET \"Own__c\" = '" + edits[0] + "'");
        sides.edit("ALTER TABLE \"Account\" ALTER \"Own__c\" TYPE " + columns[1]);
        defineField(fields[1]);
        setInSalesforce(id, json(values[1], fields[1]));
        sides.edit("UPDATE \"Account\" SET \"Own__c\" = '" + edits[1] + "'");
        sides.launch();

        sides.awaitRest();
        assertThat(sides.record(id).path("Own__c").asText()).isEqualTo(expected);
        assertThat(sides.database().rows("SELECT field, local_value, remote_value FROM tandem.conflicts"))
                .isEmpty();
    }

    private static Object json(String value, String type) {
        return switch (type) {
            case "int", "double" -> Double.valueOf(value);
            case "boolean" -> Boolean.valueOf(value);
            default -> value;
        };
    }
}
