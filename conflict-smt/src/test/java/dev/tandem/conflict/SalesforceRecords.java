/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict;

import dev.tandem.event.Envelope;
import dev.tandem.event.SalesforceChange;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;

/** A builder of the records that the Salesforce source makes. */
final class SalesforceRecords {
    static final String TOPIC = "salesforce.Account";
    static final Schema ROW = row().build();
    static final Schema KEY = Envelope.keySchema(TOPIC);

    private final Schema envelope;
    private String id = "001000000000001AAA";
    private long version = 7;
    private long commitTs = 5_000_000;
    private String changeOrigin;
    private String changeType;
    private String name = "salesforce";

    SalesforceRecords(Schema row) {
        this.envelope = Envelope.schema(TOPIC, row);
    }

    static SchemaBuilder row() {
        return SchemaBuilder.struct()
                .name(Envelope.rowSchemaName(TOPIC))
                .optional()
                .field("Id", Schema.OPTIONAL_STRING_SCHEMA)
                .field("Name", Schema.OPTIONAL_STRING_SCHEMA)
                .field("Employees", Schema.OPTIONAL_INT32_SCHEMA);
    }

    SalesforceRecords id(String id) {
        this.id = id;
        return this;
    }

    SalesforceRecords name(String name) {
        this.name = name;
        return this;
    }

    SalesforceRecords version(long version) {
        this.version = version;
        return this;
    }

    SalesforceRecords commitTs(long commitTs) {
        this.commitTs = commitTs;
        return this;
    }

    SalesforceRecords changeOrigin(String changeOrigin) {
        this.changeOrigin = changeOrigin;
        return this;
    }

    /** Sets the type of the event; null for reads. */
    SalesforceRecords changeType(String changeType) {
        this.changeType = changeType;
        return this;
    }

    SinkRecord record(String op, Struct row, String... changed) {
        Struct source = new Struct(SalesforceChange.SCHEMA)
                .put(SalesforceChange.VERSION, "0.1.0")
                .put(SalesforceChange.CONNECTOR, "salesforce")
                .put(SalesforceChange.NAME_FIELD, name)
                .put(SalesforceChange.OBJECT, "Account")
                .put(SalesforceChange.COMMIT_TS, commitTs)
                .put(SalesforceChange.VERSION_TS, version)
                .put(SalesforceChange.CHANGE_ORIGIN, changeOrigin)
                .put(SalesforceChange.CHANGE_TYPE, changeType)
                .put(SalesforceChange.SNAPSHOT, "false");
        Struct value = new Struct(envelope)
                .put(Envelope.OP, op)
                .put(Envelope.AFTER, row)
                .put(Envelope.CHANGED_FIELDS, changed.length == 0 ? null : List.of(changed))
                .put(Envelope.SOURCE, source);
        return new SinkRecord(TOPIC, 0, KEY, new Struct(KEY).put("Id", id), envelope, value, 0);
    }
}
