/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import dev.tandem.postgres.sink.conflict.ConflictSettings;
import dev.tandem.postgres.sink.record.RecordSettings;
import dev.tandem.postgres.sink.write.WriteSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;

/** The requirements of two-way tables for settings that are not about them. Pure. */
final class TwoWayRequirements {
    private static final String ELSEWHERE = " Write other tables with another connector.";

    private TwoWayRequirements() {}

    /** Returns the settings with which two-way tables do not work, each with what is wrong and what to do. */
    static Map<String, String> unmet(AbstractConfig config) {
        Map<String, String> unmet = new LinkedHashMap<>();
        // Two changes may have the same value in a field, and the second would be lost.
        if (!config.getString(RecordSettings.VERSION_FIELD).isBlank()) {
            unmet.put(
                    RecordSettings.VERSION_FIELD,
                    "must be empty with two-way tables, where each change needs a version of its own. Let the transform"
                            + " LastWriterWins add it, and write tables that need the field with another connector.");
        }
        if (ConflictSettings.from(config).logged()) {
            unmet.put(
                    ConflictSettings.LOG,
                    "must be off with two-way tables, which log their own conflicts. Give each table one topic.");
        }
        if (!config.getString(WriteSettings.INSERT_MODE).equals("upsert")) {
            unmet.put(
                    WriteSettings.INSERT_MODE,
                    "must be upsert with two-way tables, which follow every change in Salesforce." + ELSEWHERE);
        }
        if (!config.getBoolean(RecordSettings.DELETE_ENABLED)) {
            unmet.put(
                    RecordSettings.DELETE_ENABLED,
                    "must be true with two-way tables, which follow every delete in Salesforce." + ELSEWHERE);
        }
        if (!config.getString(RecordSettings.PK_MODE).equals("record_key")) {
            unmet.put(
                    RecordSettings.PK_MODE,
                    "must be record_key with two-way tables, because a delete has no value." + ELSEWHERE);
        }
        return unmet;
    }
}
