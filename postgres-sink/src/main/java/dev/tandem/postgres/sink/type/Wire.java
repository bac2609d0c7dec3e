/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.type;

/** The element types of the binary arrays that values travel in; every other Postgres type is cast to from one of these. */
public enum Wire {
    BOOL("boolean", 16, 1000),
    INT8("bigint", 20, 1016),
    FLOAT8("double precision", 701, 1022),
    NUMERIC("numeric", 1700, 1231),
    TEXT("text", 25, 1009),
    BYTEA("bytea", 17, 1001),
    DATE("date", 1082, 1182),
    TIME("time without time zone", 1083, 1183),
    TIMESTAMP("timestamp without time zone", 1114, 1115),
    TIMESTAMPTZ("timestamp with time zone", 1184, 1185);

    private final String typeName;
    private final int oid;
    private final int arrayOid;

    Wire(String typeName, int oid, int arrayOid) {
        this.typeName = typeName;
        this.oid = oid;
        this.arrayOid = arrayOid;
    }

    /** Returns the type as Postgres's {@code format_type} names it. */
    public String typeName() {
        return typeName;
    }

    int oid() {
        return oid;
    }

    int arrayOid() {
        return arrayOid;
    }
}
