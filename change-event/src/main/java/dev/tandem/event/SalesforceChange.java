/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.event;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/** The {@code source} block of a Salesforce envelope: it identifies the event, its place in the order and its author. */
public final class SalesforceChange {
    /** The connector's release. */
    public static final String VERSION = "version";
    /** Always {@value #CONNECTOR_NAME}. */
    public static final String CONNECTOR = "connector";
    /** The connector's {@code topic.prefix}, like Debezium's {@code name}. */
    public static final String NAME_FIELD = "name";

    public static final String ORG_ID = "org_id";
    public static final String OBJECT = "object";
    /** The channel that the event came from; null for a read. */
    public static final String CHANNEL = "channel";
    /** The header's {@code changeType}; null for a read. */
    public static final String CHANGE_TYPE = "change_type";
    /** A string, because replay ids are opaque, although CometD sends a number; null for a read. */
    public static final String REPLAY_ID = "replay_id";
    /** Int64, µs since the epoch, in practice whole seconds: the time of the commit; for a read, the time at which it began. */
    public static final String COMMIT_TS = "commit_ts";

    public static final String COMMIT_NUMBER = "commit_number";
    public static final String TRANSACTION_KEY = "transaction_key";
    /** Order within the transaction. */
    public static final String SEQUENCE = "sequence";

    public static final String COMMIT_USER = "commit_user";
    public static final String CHANGE_ORIGIN = "change_origin";
    /** Int64: the version from {@link VersionClock}. Nothing else may be used to order changes. */
    public static final String VERSION_TS = "version_ts";
    /** Debezium's values: {@code true} in a snapshot, {@code last} on its last record, {@code false} otherwise. */
    public static final String SNAPSHOT = "snapshot";

    public static final String CONNECTOR_NAME = "salesforce";

    public static final String NAME = "dev.tandem.salesforce.Source";

    /** The id that Salesforce gives where there is no record. */
    public static final String NO_RECORD = "000000000000000AAA";

    public static final Schema SCHEMA = SchemaBuilder.struct()
            .name(NAME)
            .field(VERSION, Schema.STRING_SCHEMA)
            .field(CONNECTOR, Schema.STRING_SCHEMA)
            .field(NAME_FIELD, Schema.STRING_SCHEMA)
            .field(ORG_ID, Schema.OPTIONAL_STRING_SCHEMA)
            .field(OBJECT, Schema.STRING_SCHEMA)
            .field(CHANNEL, Schema.OPTIONAL_STRING_SCHEMA)
            .field(CHANGE_TYPE, Schema.OPTIONAL_STRING_SCHEMA)
            .field(REPLAY_ID, Schema.OPTIONAL_STRING_SCHEMA)
            .field(COMMIT_TS, Schema.INT64_SCHEMA)
            .field(COMMIT_NUMBER, Schema.OPTIONAL_INT64_SCHEMA)
            .field(TRANSACTION_KEY, Schema.OPTIONAL_STRING_SCHEMA)
            .field(SEQUENCE, Schema.OPTIONAL_INT64_SCHEMA)
            .field(COMMIT_USER, Schema.OPTIONAL_STRING_SCHEMA)
            .field(CHANGE_ORIGIN, Schema.OPTIONAL_STRING_SCHEMA)
            .field(VERSION_TS, Schema.INT64_SCHEMA)
            .field(SNAPSHOT, Schema.STRING_SCHEMA)
            .build();

    private SalesforceChange() {}

    /**
     * Returns whether a record of this key, whose field may have been renamed, announces an object without records. It is a delete of
     * {@link #NO_RECORD}, which changes no row anywhere, and says which columns the rows will have.
     */
    public static boolean isOfNoRecord(Object key) {
        return key instanceof Struct struct
                && struct.schema().fields().size() == 1
                && NO_RECORD.equals(struct.get(struct.schema().fields().get(0)));
    }
}
