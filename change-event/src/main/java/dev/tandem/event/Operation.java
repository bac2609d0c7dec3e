/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.event;

import java.util.Optional;

/** What a change does to a record; the codes are those of Debezium's envelope. */
public enum Operation {
    CREATE("c"),
    UPDATE("u"),
    DELETE("d"),
    /** A whole row, read by a snapshot or a re-read rather than changed. */
    READ("r"),
    /** All rows of a table are removed (Debezium only; Salesforce has no such operation). */
    TRUNCATE("t");

    private final String code;

    Operation(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }

    /** The operation of an envelope's {@code op}; empty for codes that are no change of a row, as Debezium's {@code m}. */
    public static Optional<Operation> ofCode(String code) {
        for (Operation operation : values()) {
            if (operation.code.equals(code)) {
                return Optional.of(operation);
            }
        }
        return Optional.empty();
    }
}
