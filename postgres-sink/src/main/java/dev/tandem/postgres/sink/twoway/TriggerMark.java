/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.twoway;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** A mark of a transaction, by which the triggers of two-way tables know what the sink writes next. */
public enum TriggerMark {
    /** Changes of a two-way table, which are not local edits. */
    TWO_WAY("on"),
    /** Changes of a table that the triggers must not take for a two-way one. */
    READ_ONLY("read_only");

    private final String value;

    TriggerMark(String value) {
        this.value = value;
    }

    /** Marks what the transaction writes next. */
    public void set(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT set_config('tandem.applying', ?, true)")) {
            statement.setString(1, value);
            statement.execute();
        }
    }
}
