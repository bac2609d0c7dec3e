/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration.twoway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.integration.SharedPlatform;
import dev.tandem.integration.TestPipeline;
import dev.tandem.standalone.Platform;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An application that was written for Heroku Connect's tables, with the SQL of its documentation. */
@ExtendWith(SharedPlatform.class)
class HerokuApplicationIT {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String OBJECT = TwoWayPipeline.OBJECT;

    private final Platform platform;

    HerokuApplicationIT(Platform platform) {
        this.platform = platform;
    }

    /** The application. It knows Heroku Connect's schema, and nothing of Tandem. */
    private record Application(Connection database) {
        List<String> query(String sql, String... parameters) throws SQLException {
            try (PreparedStatement statement = database.prepareStatement(sql)) {
                for (int i = 0; i < parameters.length; i++) {
                    statement.setString(i + 1, parameters[i]);
                }
                List<String> rows = new ArrayList<>();
                try (ResultSet result = statement.executeQuery()) {
                    while (result.next()) {
                        rows.add(result.getString(1));
                    }
                }
                return rows;
            }
        }

        /** Inserts an account with the application's own external id, and returns the number of its row. */
        String insert(String key, String name) throws SQLException {
            return query(
                            "INSERT INTO heroku.account (app_key__c, name, phone) VALUES (?, ?, '030') RETURNING id",
                            key,
                            name)
                    .get(0);
        }

        void awaitLastOperation(String key, String... words) {
            await(key + " to be " + String.join(" or ", words))
                    .atMost(LIMIT)
                    .until(() -> List.of(words)
                            .containsAll(query("SELECT _hc_lastop FROM heroku.account WHERE app_key__c = ?", key)));
        }

        /** Waits until the newest line about a row has a state. */
        void awaitLog(String row, String action, String state) {
            await("the trigger log to say " + state)
                    .atMost(LIMIT)
                    .until(() -> query(
                                    "SELECT state FROM heroku._trigger_log WHERE table_name = 'account' AND record_id = ?::int"
                                            + " AND action = ? ORDER BY id DESC LIMIT 1",
                                    row,
                                    action)
                            .equals(List.of(state)));
        }
    }

    @Test
    void runsUnchanged() throws SQLException {
        try (var pipeline = TestPipeline.of(platform, "heroku", OBJECT);
                var twoWay = new TwoWayPipeline(platform, pipeline, "notify", Map.of("table.layout", "heroku"))) {
            pipeline.org()
                    .addField(
                            OBJECT,
                            Map.of(
                                    "name",
                                    "App_Key__c",
                                    "type",
                                    "string",
                                    "length",
                                    50,
                                    "externalId",
                                    true,
                                    "unique",
                                    true));
            String known = pipeline.org()
                    .addRecords(OBJECT, List.of(Map.of("Name", "Known", "App_Key__c", "k-0")))
                    .get(0);
            twoWay.install(1, "heroku.account");

            try (Connection connection = twoWay.connect()) {
                Application application = new Application(connection);
                insertsAndUpdates(application, pipeline);
                seesFailures(application, pipeline, known);
                deletes(application, pipeline);
            }
        }
    }

    private static Collection<ObjectNode> records(TestPipeline pipeline) {
        return pipeline.org().liveRecords(OBJECT).values();
    }

    private static void insertsAndUpdates(Application application, TestPipeline pipeline) throws SQLException {
        String row = application.insert("k-1", "New");

        application.awaitLastOperation("k-1", "INSERTED", "SYNCED");
        String id = application
                .query("SELECT sfid FROM heroku.account WHERE id = ?::int", row)
                .get(0);
        assertThat(pipeline.org().liveRecords(OBJECT).get(id).path("App_Key__c").asText())
                .isEqualTo("k-1");
        application.awaitLog(row, "INSERT", "SUCCESS");

        application.query("UPDATE heroku.account SET phone = '040' WHERE app_key__c = ? RETURNING id", "k-1");
        application.awaitLastOperation("k-1", "UPDATED", "SYNCED");
        application.awaitLog(row, "UPDATE", "SUCCESS");
        assertThat(pipeline.org().liveRecords(OBJECT).get(id).path("Phone").asText())
                .isEqualTo("040");
    }

    private static void seesFailures(Application application, TestPipeline pipeline, String known) throws SQLException {
        String row = application
                .query("UPDATE heroku.account SET name = NULL WHERE sfid = ? RETURNING id", known)
                .get(0);

        application.awaitLastOperation("k-0", "FAILED");
        assertThat(application
                        .query("SELECT _hc_err FROM heroku.account WHERE sfid = ?", known)
                        .get(0))
                .contains("REQUIRED_FIELD_MISSING");
        application.awaitLog(row, "UPDATE", "FAILED");
        assertThat(application.query(
                        "SELECT sf_message FROM heroku._trigger_log WHERE state = 'FAILED' AND record_id = ?::int",
                        row))
                .singleElement()
                .asString()
                .contains("REQUIRED_FIELD_MISSING");

        application.query("UPDATE heroku.account SET name = 'Better' WHERE sfid = ? RETURNING id", known);
        application.awaitLastOperation("k-0", "UPDATED", "SYNCED");
        assertThat(pipeline.org().liveRecords(OBJECT).get(known).path("Name").asText())
                .isEqualTo("Better");
    }

    private static void deletes(Application application, TestPipeline pipeline) throws SQLException {
        String row = application
                .query("DELETE FROM heroku.account WHERE app_key__c = ? RETURNING id", "k-1")
                .get(0);

        application.awaitLog(row, "DELETE", "SUCCESS");
        assertThat(records(pipeline))
                .extracting(record -> record.path("Name").asText())
                .containsExactly("Better");
    }
}
