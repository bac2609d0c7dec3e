/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import dev.tandem.event.Envelope;
import dev.tandem.event.SalesforceChange;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/** Short words for what tests look at in a record. */
final class Envelopes {
    private Envelopes() {}

    /** Returns the id of a record; null for a truncate. */
    static String id(SourceRecord record) {
        return record.key() == null ? null : ((Struct) record.key()).getString("Id");
    }

    static String op(SourceRecord record) {
        return ((Struct) record.value()).getString(Envelope.OP);
    }

    static Struct after(SourceRecord record) {
        return ((Struct) record.value()).getStruct(Envelope.AFTER);
    }

    static List<String> changed(SourceRecord record) {
        return ((Struct) record.value()).getArray(Envelope.CHANGED_FIELDS);
    }

    static Struct source(SourceRecord record) {
        return ((Struct) record.value()).getStruct(Envelope.SOURCE);
    }

    static String snapshot(SourceRecord record) {
        return source(record).getString(SalesforceChange.SNAPSHOT);
    }

    static Predicate<SourceRecord> is(String op, String id) {
        return record -> op(record).equals(op) && id.equals(id(record));
    }

    /** An update that says something of a field. */
    static Predicate<SourceRecord> changes(String id, String field) {
        return is("u", id).and(record -> changed(record).contains(field));
    }
}
