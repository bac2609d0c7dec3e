/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.settings;

import dev.tandem.plugin.option.Option;
import dev.tandem.plugin.option.OptionGroup;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** The form of records, their fields apart. */
public record RecordSettings(UpdateRows updates, DeleteRecords deletes, SourceHeaders headers) {
    static final String FULL_ROWS = "cdc.full.record.on.update";
    static final String TOMBSTONES = "tombstones.on.delete";
    static final String HEADERS = "source.headers";

    /** The row that a change event is made of. */
    public enum UpdateRows {
        /** The fields that the event carries. */
        CHANGED_FIELDS,
        /** The whole row, which is read for each event. */
        WHOLE_ROW
    }

    /** The records that a delete is made of. */
    public enum DeleteRecords {
        ENVELOPE,
        /** The envelope, and a record without a value after it. */
        ENVELOPE_AND_TOMBSTONE
    }

    /** The fields of an envelope's {@code source} that records have as headers, too. */
    public enum SourceHeaders {
        NONE,
        ALL
    }

    public static void define(ConfigDef definition) {
        new OptionGroup(definition, "Records")
                .add(
                        Option.flag(FULL_ROWS)
                                .defaultsTo(false)
                                .documentation("Whether each change event becomes the whole row, which is read from"
                                        + " Salesforce, for consumers that cannot take some fields of a row."
                                        + " It costs an API call for each batch of up to 500 events."
                                        + " Such a row has op=r, like any read, and several quick changes of a record"
                                        + " become one row."),
                        Option.flag(TOMBSTONES)
                                .defaultsTo(false)
                                .importance(Importance.LOW)
                                .documentation("Whether each delete is followed by a record with the same key and"
                                        + " without a value, for consumers that expect one."),
                        Option.flag(HEADERS)
                                .defaultsTo(false)
                                .importance(Importance.LOW)
                                .documentation("Whether records also have the fields of source as headers, such as"
                                        + " salesforce.change_type, for transforms and consumers that route by them."
                                        + " A field without a value has no header."));
    }

    public static RecordSettings from(AbstractConfig config) {
        return new RecordSettings(
                config.getBoolean(FULL_ROWS) ? UpdateRows.WHOLE_ROW : UpdateRows.CHANGED_FIELDS,
                config.getBoolean(TOMBSTONES) ? DeleteRecords.ENVELOPE_AND_TOMBSTONE : DeleteRecords.ENVELOPE,
                config.getBoolean(HEADERS) ? SourceHeaders.ALL : SourceHeaders.NONE);
    }
}
