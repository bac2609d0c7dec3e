/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.twoway;

import org.apache.kafka.connect.errors.ConnectException;

/** A table that cannot be switched to the access that is configured. No record is to blame, so the task fails rather than reject one. */
public final class TableSwitchException extends ConnectException {
    private static final long serialVersionUID = 1L;

    TableSwitchException(String message, Throwable cause) {
        super(message, cause);
    }
}
