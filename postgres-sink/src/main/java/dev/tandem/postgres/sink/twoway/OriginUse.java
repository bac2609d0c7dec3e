/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.twoway;

import dev.tandem.plugin.option.Words;
import java.util.Locale;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** A way to treat rows that could be written under a {@link ReplicationOrigin}. */
public enum OriginUse {
    /** Uses the origin if Postgres lets the task. */
    AUTO,
    OFF;

    static final String OPTION = "replication.origin";
    private static final Words USES = Words.of("auto", "off");

    static void define(ConfigDef def, String group, int order) {
        def.define(
                OPTION,
                ConfigDef.Type.STRING,
                "auto",
                USES,
                ConfigDef.Importance.LOW,
                "auto: with wake.up=wal, rows of two-way tables without waiting edits are written under a replication origin, so that Debezium"
                        + " can leave them out with slot.stream.params=origin=none. This needs Postgres 16 or later, and the right to execute"
                        + " three functions; without them, the rows are written all the same. off: no origin is used.",
                group,
                order,
                ConfigDef.Width.SHORT,
                "Replication origin",
                USES);
    }

    static OriginUse from(AbstractConfig config) {
        return valueOf(config.getString(OPTION).toUpperCase(Locale.ROOT));
    }
}
