/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.state;

import dev.tandem.postgres.session.TableId;
import dev.tandem.twoway.value.FieldKind;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A two-way table as its rows are read and written. Rows name their fields by column.
 *
 * @param keyTypes the columns of the primary key, with their Postgres types. A domain's is the type under it, because a cast to a
 *     domain may silently cut a text
 * @param recordIdColumn the column of Salesforce's id
 * @param fields the columns of Salesforce's fields
 */
public record TableShape(TableId id, Map<String, String> keyTypes, String recordIdColumn, Map<String, Field> fields) {
    /**
     * A column that holds a field.
     *
     * @param kind that of the field; a column that holds JSON has its own
     * @param type its Postgres type; a domain's is the type under it
     */
    public record Field(FieldKind kind, String type) {
        public Field {
            kind = kind.inColumn(type);
        }
    }

    public TableShape {
        keyTypes = Collections.unmodifiableMap(new LinkedHashMap<>(keyTypes));
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** Returns the kind of a column's values. Values of unknown columns, and of the row's existence, are compared as they are. */
    FieldKind kind(String column) {
        Field field = fields.get(column);
        return field == null ? FieldKind.EXACT : field.kind();
    }

    /** Returns whether a text, such as an external id, can be the key of a row. Postgres cannot look for any other. */
    public boolean canBeKey(String text) {
        return KeyText.isKey(text, keyTypes.values());
    }

    List<String> keyColumns() {
        return List.copyOf(keyTypes.keySet());
    }
}
