/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write;

import dev.tandem.postgres.session.FailureKind;
import dev.tandem.postgres.session.FailureReport;
import dev.tandem.postgres.session.Grants;
import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.session.TableId;
import java.sql.SQLException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The explanation of a failure of Postgres that stops a table: what to do, and no values of rows, which Postgres may quote. */
final class TableFailure {
    private static final Logger LOG = LoggerFactory.getLogger(TableFailure.class);

    private TableFailure() {}

    static SQLException explain(Session session, TableId table, SQLException failure) {
        boolean lacksRight = FailureKind.of(failure) == FailureKind.MISSING_GRANT;
        return FailureReport.explained(failure, lacksRight ? grants(session, table) : "");
    }

    /** Returns the statements that grant what is missing, as a sentence; empty if they are not known. */
    private static String grants(Session session, TableId table) {
        try {
            Set<String> missing = session.inTransaction(connection -> Grants.toOwn(connection, Set.of(table)));
            return missing.isEmpty() ? "" : "Run: " + String.join("; ", missing) + ".";
        } catch (SQLException unknown) {
            LOG.debug("Failed to find the missing grants", unknown);
            return "";
        }
    }
}
