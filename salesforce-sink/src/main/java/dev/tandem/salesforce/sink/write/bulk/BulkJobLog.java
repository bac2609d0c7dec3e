/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.bulk;

import dev.tandem.postgres.session.TableId;
import dev.tandem.twoway.row.RequestKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The Bulk jobs under way of one table, in {@code tandem.bulk_jobs}, where a connector finds them after a crash. */
final class BulkJobLog {
    /** Notes a job. Takes its id, schema, table, request and operation. */
    static final String ADD =
            "INSERT INTO tandem.bulk_jobs (id, table_schema, table_name, request, operation) VALUES (?, ?, ?, ?, ?)";

    /** Forgets a job. Takes its id. */
    static final String REMOVE = "DELETE FROM tandem.bulk_jobs WHERE id = ?";

    /** Returns the jobs of a table, oldest first. Takes schema and table. */
    static final String JOBS = """
            SELECT id, request, operation FROM tandem.bulk_jobs
            WHERE table_schema = ? AND table_name = ? ORDER BY created_at, id""";

    private final TableId table;

    BulkJobLog(TableId table) {
        this.table = table;
    }

    /** Notes a job before Salesforce begins to write. Until it is removed, no look settles its requests. */
    void add(Connection connection, BulkJob job) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ADD)) {
            statement.setString(1, job.id());
            statement.setString(2, table.schema());
            statement.setString(3, table.name());
            statement.setLong(4, job.requestId());
            statement.setString(5, job.kind().name().toLowerCase(Locale.ROOT));
            statement.executeUpdate();
        }
    }

    void remove(Connection connection, BulkJob job) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REMOVE)) {
            statement.setString(1, job.id());
            statement.executeUpdate();
        }
    }

    /** Returns the table's jobs, oldest first. */
    List<BulkJob> jobs(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(JOBS)) {
            statement.setString(1, table.schema());
            statement.setString(2, table.name());
            List<BulkJob> jobs = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    jobs.add(new BulkJob(
                            rows.getString(1),
                            rows.getLong(2),
                            RequestKind.valueOf(rows.getString(3).toUpperCase(Locale.ROOT))));
                }
            }
            return jobs;
        }
    }
}
