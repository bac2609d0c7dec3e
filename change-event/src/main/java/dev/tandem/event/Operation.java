/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.event;

import java.util.Optional;

/** The kind of a change to a row. The codes are those of Debezium's envelope. */
public enum Operation {
    CREATE("c"),
    UPDATE("u"),
    DELETE("d"),
    /** A whole row that a snapshot or a re-read read, rather than a change. */
    READ("r"),
    /** The removal of all rows that are older: by a database, or because a complete read of Salesforce did not contain them. */
    TRUNCATE("t");

    private final String code;

    Operation(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }

    /** Returns the operation with this {@code op} code; empty for codes that do not change a row, such as Debezium's {@code m}. */
    public static Optional<Operation> ofCode(String code) {
        for (Operation operation : values()) {
            if (operation.code.equals(code)) {
                return Optional.of(operation);
            }
        }
        return Optional.empty();
    }
}
