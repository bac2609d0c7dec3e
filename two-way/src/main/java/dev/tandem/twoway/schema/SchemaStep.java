/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.schema;

import dev.tandem.postgres.session.TableId;
import java.util.List;

/** A part of a switch that is complete by itself, so a switch that was interrupted goes on behind the last one that ended. */
sealed interface SchemaStep {
    /** Statements of one short transaction, which waits for locks only briefly. */
    record Transaction(List<String> statements) implements SchemaStep {
        Transaction(String... statements) {
            this(List.of(statements));
        }
    }

    /** A statement that must not run in a transaction and takes no lock that stops writers. */
    record Concurrent(String statement) implements SchemaStep {}

    /** A warning of what the next step means, for the log. */
    record Warning(String text) implements SchemaStep {}

    /** An update of the rows that have no key yet, in one transaction per range of pages. */
    record NumberRows(TableId table, String column, String nextValue) implements SchemaStep {}
}
