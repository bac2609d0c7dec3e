/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.schema;

import dev.tandem.postgres.session.TableId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The settings of a table whose local edits are written to Salesforce.
 *
 * @param object the API name of its object, by which re-reads are asked for
 * @param recordIdColumn the column of Salesforce's id, null until the record exists there
 * @param columns the columns of fields; edits of all other columns stay local
 */
public record TwoWayTable(
        TableId id,
        String object,
        String recordIdColumn,
        Inserts inserts,
        ReadOnlyWrites readOnlyWrites,
        WakeUp wakeUp,
        Map<String, FieldColumn> columns) {
    public TwoWayTable {
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }

    /** An answer to local inserts. */
    public enum Inserts {
        /** The object has an external id field, so a repeated create cannot make a second record. */
        ACCEPT,
        REFUSE
    }

    /** An answer to local writes to a column that Salesforce does not let us write. */
    public enum ReadOnlyWrites {
        /** The statement fails. */
        REFUSE,
        /** The statement succeeds, and the column keeps its value. */
        REVERT
    }

    /** A way for the write-back to learn of local edits. */
    public enum WakeUp {
        /** A logical replication slot. */
        WAL,
        /** {@code NOTIFY}, for hosts without logical replication. */
        NOTIFY
    }
}
