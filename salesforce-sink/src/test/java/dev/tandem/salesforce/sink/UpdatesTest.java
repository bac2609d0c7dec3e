/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Local updates on their way to Salesforce. */
class UpdatesTest {
    private final TwoSides sides = new TwoSides();

    @AfterEach
    void close() throws SQLException {
        sides.close();
    }

    @Test
    void writesEditedFieldsOnly() {
        String id = sides.addAccount("Acme");
        sides.start().org().update("Account", List.of(id), Map.of("Phone", "2"));

        sides.edit("UPDATE \"Account\" SET \"Name\" = 'New', \"AnnualRevenue\" = 3");

        sides.awaitRest();
        assertThat(sides.record(id).path("Name").asText()).isEqualTo("New");
        assertThat(sides.record(id).path("Phone").asText()).isEqualTo("2");
        assertThat(sides.record(id).path("AnnualRevenue").asDouble()).isEqualTo(3);
        assertThat(sides.database().rows("SELECT operation, fields, state FROM tandem.write_log"))
                .containsExactly("update|{Name,AnnualRevenue}|written");
        assertThat(sides.database().rows("SELECT * FROM tandem.conflicts")).isEmpty();
    }

    @Test
    void keepsRequestOpenUntilItsEventComes() {
        String id = sides.addAccount("Acme");
        sides.with("echo.timeout.ms", "600000").start();

        sides.edit("UPDATE \"Account\" SET \"Name\" = 'New'");

        await().until(() -> !sides.database()
                .rows("SELECT FROM \"Account\" WHERE _sync_request ->> 'answered' IS NOT NULL")
                .isEmpty());
        assertThat(sides.database().rows("SELECT field, state FROM tandem.pending"))
                .containsExactly("Name|sent");
        assertThat(sides.record(id).path("Name").asText()).isEqualTo("New");
    }

    @Test
    void waitsForEventWhenSalesforceHasChangedTheField() {
        String id = sides.addAccount("Acme");
        sides.start().org().update("Account", List.of(id), Map.of("Name", "Theirs"));

        sides.edit("UPDATE \"Account\" SET \"Name\" = 'Mine', \"Phone\" = '3'");

        await().untilAsserted(() -> assertThat(sides.database().rows("SELECT field, state FROM tandem.pending"))
                .containsExactly("Name|waiting"));
        assertThat(sides.record(id).path("Name").asText()).isEqualTo("Theirs");
        assertThat(sides.record(id).path("Phone").asText()).isEqualTo("3");
    }

    @Test
    void writesJsonOfColumnThatHoldsIt() {
        String id = sides.addAccount("Acme");
        sides.edit("ALTER TABLE \"Account\" ALTER COLUMN \"Phone\" TYPE jsonb USING to_jsonb(\"Phone\")");
        sides.start();

        sides.edit("UPDATE \"Account\" SET \"Phone\" = '{\"a\": [1, \"x\"]}'");

        await().untilAsserted(() ->
                assertThat(sides.record(id).path("Phone").asText()).isEqualTo("{\"a\":[1,\"x\"]}"));
    }

    @Test
    void writesJsonThatSalesforceSpellsInAnotherWay() {
        String id = sides.addAccount("Acme");
        sides.org().update("Account", List.of(id), Map.of("Phone", "{\"b\":1.0,\"a\":2}"));
        sides.edit("ALTER TABLE \"Account\" ALTER COLUMN \"Phone\" TYPE jsonb USING '{\"a\": 2, \"b\": 1}'");
        sides.start();

        sides.edit("UPDATE \"Account\" SET \"Phone\" = '{\"a\": 3}'");

        await().untilAsserted(() ->
                assertThat(sides.record(id).path("Phone").asText()).isEqualTo("{\"a\":3}"));
    }

    @Test
    void asksForReadWhenEventDoesNotCome() {
        String id = sides.addAccount("Acme");
        sides.start().org().update("Account", List.of(id), Map.of("Name", "Theirs"));

        sides.edit("UPDATE \"Account\" SET \"Name\" = 'Mine'");

        await().untilAsserted(() -> assertThat(sides.database().rows("SELECT data FROM tandem.signals"))
                .anyMatch(data -> data.contains("Id IN ('" + id + "')")));
        assertThat(sides.metric("reads-requested")).isPositive();
    }

    @Test
    void findsEditBehindManyWaitingRows() {
        List<String> ids = addMany(1_100);
        sides.with("wake.up", "wal").with("sweep.interval.ms", "2000").start();
        sides.org().update("Account", ids.subList(0, 1_099), Map.of("NumberOfEmployees", 6));

        sides.edit("UPDATE \"Account\" SET \"NumberOfEmployees\" = 7");

        String last = ids.get(1_099);
        await().until(() -> sides.record(last).path("NumberOfEmployees").asInt() == 7);
        await().until(() -> sides.database()
                .rows("SELECT _sync_state FROM \"Account\" GROUP BY 1 ORDER BY 1")
                .equals(List.of("waiting", "null")));
    }

    @Test
    void findsEditsWithoutReplicationSlot() {
        String id = sides.addAccount("Acme");
        sides.with("wake.up", "wal").with("sweep.interval.ms", "3600000").start();

        sides.edit("UPDATE \"Account\" SET \"Name\" = 'Ours'");

        await().until(() -> sides.record(id).path("Name").asText().equals("Ours"));
    }

    @Test
    void writesOtherRowsWhileTriggerBlocksOne() {
        List<String> ids = addMany(5);
        sides.with("wake.up", "wal").with("sweep.interval.ms", "1000").start();
        sides.edit("CREATE FUNCTION keep_closed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " RAISE EXCEPTION 'It is closed.'; END $$;"
                + " CREATE TRIGGER keep_closed BEFORE UPDATE ON \"Account\" FOR EACH ROW"
                + " WHEN (OLD.\"NumberOfEmployees\" = 99) EXECUTE FUNCTION keep_closed()");

        sides.edit("UPDATE \"Account\" SET \"NumberOfEmployees\" = CASE \"Id\" WHEN '" + ids.get(2)
                + "' THEN 99 ELSE 7 END");

        await().untilAsserted(() -> assertThat(sides.database().rows("SELECT DISTINCT record_id FROM tandem.pending"))
                .containsExactly(ids.get(2)));
        await().untilAsserted(() -> assertThat(sides.database()
                        .rows("SELECT DISTINCT state, message FROM tandem.write_log WHERE row_key = '3'"))
                .containsExactly("blocked|It is closed."));
        assertThat(sides.metric("tables-stopped")).isZero();
        sides.edit("DROP TRIGGER keep_closed ON \"Account\"");
        sides.awaitRest();
        assertThat(sides.record(ids.get(2)).path("NumberOfEmployees").asInt()).isEqualTo(99);
    }

    @Test
    void writesOtherFieldsAfterOneWasRemoved() {
        String id = sides.addAccount("Acme");
        sides.with("request.deadline.ms", "1000").start();
        sides.org().removeField("Account", "Phone");

        sides.edit("UPDATE \"Account\" SET \"Name\" = 'New', \"Phone\" = '2'");

        sides.awaitRest();
        assertThat(sides.record(id).path("Name").asText()).isEqualTo("New");
        assertThat(sides.database().rows("SELECT \"Phone\", _sync_state FROM \"Account\""))
                .containsExactly("2|null");
    }

    @Test
    void forgetsEditOfColumnThatWasDropped() {
        String id = sides.addAccount("Acme");
        sides.start().stop();
        sides.edit("UPDATE \"Account\" SET \"Phone\" = '2'");
        sides.edit("ALTER TABLE \"Account\" DROP COLUMN \"Phone\"");

        sides.start();

        sides.awaitRest();
        assertThat(sides.record(id).path("Phone").asText()).isEqualTo("1");
    }

    @Test
    void givesUpEditOfFieldThatOnlyCreatesTakeNow() {
        Map<String, Object> tier = new HashMap<>(Map.of("name", "Tier__c", "type", "string", "length", 9));
        sides.org().addField("Account", tier);
        sides.edit("ALTER TABLE \"Account\" ADD COLUMN \"Tier__c\" text");
        String id = sides.addAccount("Acme");
        sides.with("describe.interval.ms", "3000").start();
        sides.org().removeField("Account", "Tier__c");
        tier.put("updateable", false);
        sides.org().addField("Account", tier);

        sides.edit("UPDATE \"Account\" SET \"Tier__c\" = 'Gold', \"Phone\" = '2'");

        sides.awaitRest();
        assertThat(sides.record(id).path("Phone").asText()).isEqualTo("2");
        assertThat(sides.database().rows("SELECT field, type, local_value, remote_value FROM tandem.conflicts"))
                .containsExactly("Tier__c|write_rejected|\"Gold\"|null");
        assertThat(sides.database().rows("SELECT \"Tier__c\", _sync_error FROM \"Account\""))
                .containsExactly("null|null");
    }

    @Test
    void confirmsFieldThatAlreadyHasTheValue() {
        String id = sides.addAccount("Acme");
        sides.start().org().update("Account", List.of(id), Map.of("Name", "Same"));

        sides.edit("UPDATE \"Account\" SET \"Name\" = 'Same'");

        sides.awaitRest();
        assertThat(sides.database().rows("SELECT * FROM tandem.write_log")).isEmpty();
    }

    @Test
    void keepsRejectedEditOnTheRow() {
        String id = sides.addAccount("Acme");
        sides.start();

        sides.edit("UPDATE \"Account\" SET \"Name\" = NULL, \"Phone\" = '9'");

        await().until(() -> !sides.database()
                .rows("SELECT FROM \"Account\" WHERE _sync_state = 'failed'")
                .isEmpty());
        assertThat(sides.database().rows("SELECT _sync_error FROM \"Account\"").get(0))
                .contains("REQUIRED_FIELD_MISSING");
        assertThat(sides.record(id).path("Phone").asText()).isEqualTo("1");

        sides.edit("UPDATE \"Account\" SET \"Name\" = 'Better'");
        sides.awaitRest();
        assertThat(sides.record(id).path("Phone").asText()).isEqualTo("9");
    }

    @Test
    void showsBeginningOfLongMessageOnTheRow() {
        sides.addAccount("Acme");
        Map<String, String> rule = Map.of("when", "Phone = '9'", "message", "Stack trace: ".repeat(1_000));
        sides.org().send("PUT", "objects/Account/rules", Map.of("validation", List.of(rule)));
        sides.start();

        sides.edit("UPDATE \"Account\" SET \"Phone\" = '9'");

        await().untilAsserted(() -> assertThat(sides.database()
                        .rows("SELECT length(a._sync_error), a._sync_error LIKE '%Stack trace: %in tandem.write_log)',"
                                + " length(w.message) > 13000 FROM \"Account\" a, tandem.write_log w"))
                .containsExactly("1000|t|t"));
    }

    @Test
    void rejectsValuesThatSalesforceWouldReject() {
        Map<String, Object> tier = Map.of(
                "name",
                "Tier__c",
                "type",
                "picklist",
                "restrictedPicklist",
                true,
                "picklistValues",
                List.of("Gold", "Silver"));
        sides.org().addField("Account", tier);
        sides.database().execute("ALTER TABLE \"Account\" ADD COLUMN \"Tier__c\" text");
        sides.addAccount("Acme");
        sides.with("validate.writes", "true").start();
        sides.edit("UPDATE \"Account\" SET \"Tier__c\" = 'Gold'");
        sides.awaitRest();

        assertRefused("\"Tier__c\" = 'Tin'", "the value is not in the restricted picklist.");
        assertRefused("\"Name\" = repeat('x', 256)", "Salesforce takes at most 255 characters.");
        assertRefused("\"Name\" = NULL", "Salesforce requires a value.");
        assertThat(sides.database().rows("SELECT * FROM tandem.pending")).isEmpty();
    }

    private void assertRefused(String assignment, String message) {
        assertThatThrownBy(() -> sides.edit("UPDATE \"Account\" SET " + assignment))
                .rootCause()
                .hasMessageContaining(message);
    }

    @Test
    void revertsRejectedEditAndLogsIt() {
        sides.addAccount("Acme");
        sides.with("on.write.failure", "revert").start();

        sides.edit("UPDATE \"Account\" SET \"Name\" = NULL, \"Phone\" = '9'");

        sides.awaitRest();
        assertThat(sides.database().rows("SELECT \"Name\", \"Phone\" FROM \"Account\""))
                .containsExactly("Acme|1");
        assertThat(sides.database()
                        .rows("SELECT field, local_value, remote_value, type FROM tandem.conflicts ORDER BY 1"))
                .containsExactly("Name|null|\"Acme\"|write_rejected", "Phone|\"9\"|\"1\"|write_rejected");
    }

    @Test
    void triesAgainWhenSalesforceIsBusy() {
        String id = sides.addAccount("Acme");
        sides.start().org().startFault("request-limit-exceeded", Map.of("requests", "composite"));

        sides.edit("UPDATE \"Account\" SET \"Name\" = 'New'");
        await().until(() -> !sides.database()
                .rows("SELECT FROM tandem.write_log WHERE state = 'retried'")
                .isEmpty());
        sides.org().stopFaults();

        sides.awaitRest();
        assertThat(sides.record(id).path("Name").asText()).isEqualTo("New");
    }

    @Test
    void findsEditsMadeWhileItWasStopped() {
        String id = sides.addAccount("Acme");
        sides.start().stop();
        sides.edit("UPDATE \"Account\" SET \"Name\" = 'Meanwhile'");

        sides.start();

        sides.awaitRest();
        assertThat(sides.record(id).path("Name").asText()).isEqualTo("Meanwhile");
    }

    @Test
    void settlesRequestWhoseAnswerWasLost() {
        String id = sides.addAccount("Acme");
        sides.with("request.deadline.ms", "2000")
                .start()
                .org()
                .startFault("lost-answer", Map.of("requests", "composite", "count", 1));

        sides.edit("UPDATE \"Account\" SET \"Name\" = 'New'");

        sides.awaitRest();
        assertThat(sides.record(id).path("Name").asText()).isEqualTo("New");
        assertThat(sides.database().rows("SELECT state FROM tandem.write_log")).containsExactly("unanswered");
    }

    @Test
    void goesOnWithOthersWhileApplicationHoldsRow() throws SQLException {
        sides.addAccount("Held");
        String free = sides.addAccount("Free");
        sides.start();
        try (var application =
                        java.sql.DriverManager.getConnection(sides.database().url());
                var statement = application.createStatement()) {
            sides.edit("UPDATE \"Account\" SET _sync_state = NULL");
            application.setAutoCommit(false);
            statement.execute("UPDATE \"Account\" SET \"Phone\" = '5' WHERE \"Name\" = 'Held'");
            sides.edit("UPDATE \"Account\" SET \"Phone\" = '6' WHERE \"Name\" = 'Free'");

            await().until(() -> sides.record(free).path("Phone").asText().equals("6"));
            application.commit();
        }

        sides.awaitRest();
    }

    @Test
    void goesOnWithOthersWhileAnswerCannotBeRecorded() throws SQLException {
        sides.addAccount("Held");
        String free = sides.addAccount("Free");
        sides.start().org().startFault("slow-saves", Map.of("millis", 500));
        try (var application =
                        java.sql.DriverManager.getConnection(sides.database().url());
                var statement = application.createStatement()) {
            sides.edit("UPDATE \"Account\" SET \"Phone\" = '5' WHERE \"Name\" = 'Held'");
            await().until(() -> !sides.database()
                    .rows("SELECT FROM \"Account\" WHERE _sync_request IS NOT NULL")
                    .isEmpty());
            application.setAutoCommit(false);
            statement.execute("SELECT FROM \"Account\" WHERE \"Name\" = 'Held' FOR UPDATE");
            sides.edit("UPDATE \"Account\" SET \"Phone\" = '6' WHERE \"Name\" = 'Free'");

            await().until(() -> sides.record(free).path("Phone").asText().equals("6"));
            application.commit();
        }

        sides.awaitRest();
    }

    private List<String> addMany(int count) {
        List<String> ids = sides.org().addRecords("Account", count);
        sides.org().update("Account", ids, Map.of("NumberOfEmployees", 5));
        sides.applying("INSERT INTO \"Account\" (\"Id\", \"NumberOfEmployees\", _sync_version) SELECT unnest('{"
                + String.join(",", ids) + "}'::text[]), 5, 1");
        return ids;
    }

    @Test
    void writesManyRows() {
        addMany(300);
        sides.start();

        sides.edit("UPDATE \"Account\" SET \"NumberOfEmployees\" = 77");

        sides.awaitRest();
        assertThat(sides.org().liveRecords("Account").values())
                .hasSize(300)
                .allMatch(record -> record.path("NumberOfEmployees").asInt() == 77);
    }

    @Test
    void writesBacklogInLargeUnguardedCalls() {
        addMany(1_000);
        sides.with("write.guard", "never").with("request.deadline.ms", "2000").start();

        sides.edit("UPDATE \"Account\" SET \"NumberOfEmployees\" = 78");
        await().until(() -> sides.database()
                .rows("SELECT FROM \"Account\" WHERE _sync_pending IS NOT NULL")
                .isEmpty());

        assertThat(sides.org().liveRecords("Account").values())
                .allMatch(record -> record.path("NumberOfEmployees").asInt() == 78);
        assertThat(sides.metric("calls")).isEqualTo(1);
    }

    /** Salesforce rejects a whole collection for one value that it cannot read. */
    @Test
    void writesTheRestBesideValueThatSalesforceCannotRead() {
        sides.org().update("Account", addMany(60), Map.of("AnnualRevenue", 1));
        sides.applying("UPDATE \"Account\" SET \"AnnualRevenue\" = 1");
        sides.with("write.guard", "never").with("request.deadline.ms", "2000").start();

        sides.edit("UPDATE \"Account\" SET \"AnnualRevenue\" = CASE WHEN \"Id\" = (SELECT min(\"Id\") FROM \"Account\")"
                + " THEN 'NaN' ELSE 5::float8 END");

        await().untilAsserted(() -> assertThat(sides.database()
                        .rows("SELECT count(*), min(_sync_state) FROM \"Account\" WHERE _sync_pending IS NOT NULL"))
                .containsExactly("1|failed"));
        assertThat(sides.org().liveRecords("Account").values().stream()
                        .filter(record -> record.path("AnnualRevenue").asInt() == 5))
                .hasSize(59);
    }

    @Test
    void measuresHowFarTheClocksAreApart() {
        sides.addAccount("Acme");

        sides.start();

        await().untilAsserted(() -> assertThat(sides.database()
                        .rows("SELECT salesforce_ahead_ms BETWEEN -1000 - accuracy_ms AND 1000 + accuracy_ms,"
                                + " accuracy_ms > 0 FROM tandem.clocks"))
                .containsExactly("t|t"));
        await().untilAsserted(
                        () -> assertThat(sides.metric("clock-accuracy-ms")).isPositive());
        assertThat(sides.database()
                        .rows("SELECT details ->> 'org' <> '' FROM tandem.explain('\"Account\"', '-') WHERE"
                                + " what = 'clocks'"))
                .containsExactly("t");
    }
}
