/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.compare;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.standalone.org.OrgField;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The differences between an object and its table. Pure.
 *
 * @param records in the org
 * @param rows in the table
 * @param values that were compared
 * @param differences each as a sentence without the values
 */
public record Comparison(String object, int records, int rows, long values, List<String> differences) {

    public boolean isEqual() {
        return differences.isEmpty();
    }

    /** Compares each field of each record with the column of the same name. */
    static Comparison of(
            String object,
            List<OrgField> fields,
            Map<String, JsonNode> records,
            Map<String, Map<String, Object>> rows) {
        var differences = new ArrayList<String>();
        long values = 0;
        for (var record : records.entrySet()) {
            Map<String, Object> row = rows.get(record.getKey());
            if (row == null) {
                differences.add(object + " " + record.getKey() + " is in the org and not in Postgres");
                continue;
            }
            for (OrgField field : fields) {
                values++;
                if (!isEqual(field, record.getValue(), row)) {
                    differences.add(object + " " + record.getKey() + " differs in " + field.name());
                }
            }
        }
        for (String id : rows.keySet()) {
            if (!records.containsKey(id)) {
                differences.add(object + " " + id + " is in Postgres and not in the org");
            }
        }
        return new Comparison(object, records.size(), rows.size(), values, differences);
    }

    /** A field without a column is equal to nothing, not even to null: the table does not have it. */
    private static boolean isEqual(OrgField field, JsonNode record, Map<String, Object> row) {
        return row.containsKey(field.name())
                && Objects.equals(
                        Canonical.ofJson(field.type(), record.path(field.name())),
                        Canonical.ofColumn(field.type(), row.get(field.name())));
    }
}
