/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import java.sql.SQLException;

/**
 * A head start on a put: before the write thread takes over, the task's thread has begun the first transaction and planned its first
 * table. It then encodes that table's rows while the write thread sends them.
 */
public sealed interface HeadStart {
    /** No head start, because the put does not begin with changes. */
    record None() implements HeadStart {}

    /** A transaction that has begun. */
    record Begun(WriteTransaction transaction) implements HeadStart {}

    /** A failure to begin the transaction, which is the failure of the first attempt. */
    record Failed(Exception failure) implements HeadStart {
        /** Returns the failure if it is one of Postgres, and throws it if it is not. */
        SQLException rethrown() {
            if (failure instanceof SQLException rejection) {
                return rejection;
            }
            throw (RuntimeException) failure;
        }
    }

    /** Encodes the rows of the first table. A failure to do so is one of the transaction. */
    default void encode() {
        if (this instanceof Begun begun) {
            begun.transaction().encodeFirstTable();
        }
    }
}
