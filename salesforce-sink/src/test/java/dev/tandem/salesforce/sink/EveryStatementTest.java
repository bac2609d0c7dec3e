/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.plugin.golden.SentStatements;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** A run of the write-back over the example table, in which no statement may be missing from the files. */
class EveryStatementTest {
    private static final Path OWN = Path.of("src/test/resources/statements");
    private static final Path TWO_WAY = Path.of("../two-way/src/test/resources/statements");
    private static final Path POSTGRES_SINK = Path.of("../postgres-sink/src/test/resources/statements");

    @Test
    void sendsNoStatementThatNoFileHolds() throws SQLException {
        // The file two-way.sql, which the start installs, is not repeated in another one.
        try (TwoSides sides = new TwoSides().with("bulk.batch.size", "20").start();
                SentStatements sent = SentStatements.record(EveryStatementTest::form)) {
            String updated = sides.addAccount("Updated");
            String deleted = sides.addAccount("Deleted");

            sides.edit("UPDATE \"Account\" SET \"Name\" = 'Ours', \"Phone\" = '2' WHERE \"Id\" = '" + updated + "'");
            sides.edit("INSERT INTO \"Account\" (\"Name\") VALUES ('New')");
            sides.edit("INSERT INTO \"Account\" (\"Name\") SELECT 'Bulk ' || i FROM generate_series(1, 40) i");
            sides.awaitRest();
            sides.edit("DELETE FROM \"Account\" WHERE \"Id\" = '" + deleted + "'");
            await("the record to be gone").until(() -> sides.record(deleted) == null);

            assertThat(sent.missingIn(OWN, TWO_WAY, POSTGRES_SINK)).isEmpty();
        }
    }

    /** Returns the same text for statements that differ in their table, their columns, or a time. */
    private static String form(String sql) {
        return sql.replace("\"public\".\"Account\"", "\"salesforce\".\"Account\"")
                .replaceAll("(\"\\w+\" = s\\.c\\d+::[a-z ]+, )+", "")
                .replaceAll("(\\?::text\\[], )+", "")
                .replaceAll("error(, c\\d+)+\\)", "error)")
                .replaceAll("\\b\\d+ms", "0ms")
                .replaceAll("\\b\\d{4,}\\b", "0")
                .replaceAll("LIMIT \\d+", "LIMIT 0")
                .replaceAll("'\\{.*}'", "'{}'");
    }
}
