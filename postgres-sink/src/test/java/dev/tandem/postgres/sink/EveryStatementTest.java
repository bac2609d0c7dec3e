/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.plugin.golden.SentStatements;
import dev.tandem.postgres.testing.Database;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run of the sink over the example table, in which no statement may be missing from the files. */
class EveryStatementTest {
    private static final Path FILES = Path.of("src/test/resources/statements");
    private static final SinkRecord WHOLE =
            Changes.read("001", 1, Map.of("Name", "Ada", "City", "Turin", "Employees", 3));

    @ParameterizedTest
    @CsvSource({"off", "on"})
    void sendsNoStatementThatNoFileHolds(String conflicts) throws SQLException {
        try (Database database = Database.create();
                SentStatements sent = SentStatements.record(EveryStatementTest::form);
                Harness harness = Harness.on(database).with("conflict.log", conflicts)) {
            harness.put(WHOLE)
                    .put(
                            Changes.update("001", 2, Map.of("City", "Rome")),
                            Changes.update("002", 2, Map.of("City", "Bari")))
                    .put(Changes.delete("001", 4), Changes.update("002", 1, Map.of("City", "Old")))
                    .put(Changes.read("001", 3, Map.of("Name", "Ada", "City", "Turin", "Employees", 3)))
                    .restart()
                    .put(
                            Changes.read("001", 5, Map.of("Name", "Ada", "City", "Turin", "Employees", 3)),
                            Changes.delete("009", 9));

            assertThat(sent.missingIn(FILES)).isEmpty();
        }
    }

    /** Returns the same text for statements that differ in the number of rows, or in how they treat equal versions. */
    private static String form(String sql) {
        return sql.replaceAll("generate_series\\(0, \\d+\\)", "generate_series(0, 1)")
                .replace(">= t.\"_sync_version\"", "> t.\"_sync_version\"");
    }
}
