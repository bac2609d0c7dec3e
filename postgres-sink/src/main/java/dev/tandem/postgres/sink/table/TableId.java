/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.table;

/** A table by schema and name, as they are in the catalog (without quotes). */
public record TableId(String schema, String name) implements Comparable<TableId> {
    /** The SQL that names the table. */
    public String quoted() {
        return Identifier.quote(schema) + "." + Identifier.quote(name);
    }

    @Override
    public int compareTo(TableId other) {
        int bySchema = schema.compareTo(other.schema);
        return bySchema != 0 ? bySchema : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return schema + "." + name;
    }
}
