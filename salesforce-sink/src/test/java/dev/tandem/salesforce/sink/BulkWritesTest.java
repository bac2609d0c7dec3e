/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.salesforce.client.OrgSettings;
import dev.tandem.salesforce.client.auth.Credentials;
import dev.tandem.salesforce.client.bulk.BulkIngest;
import dev.tandem.salesforce.client.bulk.JobState;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import java.net.URI;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Large backlogs on their way to Salesforce, by Bulk jobs. */
class BulkWritesTest {
    private static final int ROWS = 300;

    private final TwoSides sides = new TwoSides()
            .with("write.guard", "never")
            .with("bulk.batch.size", Integer.toString(ROWS))
            .with("request.deadline.ms", "1000");

    @AfterEach
    void close() throws SQLException {
        sides.close();
    }

    private void addMany() {
        List<String> ids = sides.org().addRecords("Account", ROWS);
        Map<String, Object> values =
                Map.of("Name", "Before", "Phone", "1", "AnnualRevenue", 1, "NumberOfEmployees", 5, "Rating", "Hot");
        sides.org().update("Account", ids, values);
        sides.applying(
                "INSERT INTO \"Account\" (\"Id\", \"Name\", \"Phone\", \"AnnualRevenue\", \"NumberOfEmployees\", \"Rating\","
                        + " _sync_version) SELECT unnest('{" + String.join(",", ids)
                        + "}'::text[]), 'Before', '1', 1, 5, 'Hot', 1");
    }

    private void insertMany() {
        sides.edit("INSERT INTO \"Account\" (\"Name\") SELECT 'New ' || i FROM generate_series(1, " + ROWS + ") i");
    }

    private void awaitJob() {
        await("a job")
                .until(() ->
                        !sides.database().rows("SELECT FROM tandem.bulk_jobs").isEmpty());
    }

    private void assertOneRecordPerRow() {
        assertThat(sides.org().liveRecords("Account").keySet())
                .hasSize(ROWS)
                .containsExactlyInAnyOrderElementsOf(sides.database().rows("SELECT \"Id\" FROM \"Account\""));
    }

    @Test
    void updatesLargeBacklogByOneJob() {
        addMany();
        sides.start();

        sides.edit("UPDATE \"Account\" SET \"NumberOfEmployees\" = 77, \"Phone\" = ''");

        sides.awaitRest();
        assertThat(sides.org().liveRecords("Account").values())
                .hasSize(ROWS)
                .allMatch(record -> record.path("NumberOfEmployees").asInt() == 77);
        assertThat(sides.metric("bulk-jobs")).isEqualTo(1);
        assertThat(sides.database().rows("SELECT * FROM tandem.bulk_jobs")).isEmpty();
        assertThat(sides.database().rows("SELECT DISTINCT state FROM tandem.write_log"))
                .containsExactly("written");
    }

    private void awaitWritten(int rows) {
        await("jobs to write")
                .until(() -> sides.org().liveRecords("Account").values().stream()
                                .filter(record ->
                                        record.path("NumberOfEmployees").asInt() == 77)
                                .count()
                        == rows);
    }

    @Test
    void runsSeveralJobsAtOnce() {
        addMany();
        sides.with("bulk.batch.size", Integer.toString(ROWS / 3)).start().org().startFault("slow-bulk", Map.of());

        sides.edit("UPDATE \"Account\" SET \"NumberOfEmployees\" = 77");

        awaitWritten(ROWS);
        assertThat(sides.database().rows("SELECT count(*) FROM tandem.bulk_jobs"))
                .containsExactly("3");
        sides.org().stopFaults();
        sides.awaitRest();
        assertThat(sides.metric("bulk-jobs")).isEqualTo(3);
    }

    @Test
    void startsNoJobWhileAnotherLocksItsParents() {
        startTwoJobsOfOneParent();

        assertThat(states()).containsExactly(JobState.IN_PROGRESS, JobState.OPEN);
        sides.org().stopFaults();
        sides.awaitRest();
        awaitWritten(ROWS);
        assertThat(sides.metric("bulk-jobs")).isEqualTo(2);
    }

    /** Starts two jobs, the second of which waits for the first. */
    private void startTwoJobsOfOneParent() {
        sides.org()
                .addField("Account", Map.of("name", "Boss__c", "type", "reference", "referenceTo", List.of("Account")));
        sides.database().execute("ALTER TABLE \"Account\" ADD COLUMN \"Boss__c\" varchar(18)");
        addMany();
        Set<String> ids = sides.org().liveRecords("Account").keySet();
        String boss = ids.iterator().next();
        sides.org().update("Account", List.copyOf(ids), Map.of("Boss__c", boss));
        sides.database().execute("UPDATE \"Account\" SET \"Boss__c\" = '" + boss + "'");
        sides.with("bulk.batch.size", Integer.toString(ROWS / 2)).start().org().startFault("slow-bulk", Map.of());
        sides.edit("UPDATE \"Account\" SET \"NumberOfEmployees\" = 77");
        awaitWritten(ROWS / 2);
    }

    @Test
    void goesOnWithJobsWhenTableIsPreparedAgain() {
        startTwoJobsOfOneParent();
        assertThat(states()).containsExactly(JobState.IN_PROGRESS, JobState.OPEN);
        sides.applying("UPDATE \"Account\" SET _sync_pending = NULL, _sync_request = NULL, _sync_state = NULL");

        prepareAgain();
        prepareAgain(); // The first write-back has polled its jobs by now.

        assertThat(states()).containsExactly(JobState.IN_PROGRESS, JobState.OPEN);
        sides.org().stopFaults();
        awaitWritten(ROWS);
        await().untilAsserted(() -> assertThat(
                        sides.database().rows("SELECT state, count(*) FROM tandem.write_log GROUP BY 1"))
                .containsExactly("written|" + ROWS));
        assertThat(sides.metric("bulk-jobs")).isEqualTo(2);
    }

    private void prepareAgain() {
        sides.edit("DROP TRIGGER \"~tandem_update\" ON \"Account\"");
        await("the table to be prepared again")
                .until(() -> !sides.database()
                        .rows("SELECT FROM pg_trigger WHERE tgrelid = '\"Account\"'::regclass"
                                + " AND tgname = '~tandem_update'")
                        .isEmpty());
    }

    /** Returns what Salesforce says of the jobs, the oldest first. */
    private List<JobState> states() {
        BulkIngest jobs = new BulkIngest(SalesforceApi.of(
                OrgSettings.of(URI.create(sides.properties().get("salesforce.instance"))),
                new Credentials.ClientCredentials(
                        sides.properties().get("salesforce.consumer.key"),
                        sides.properties().get("salesforce.consumer.secret"))));
        await("both jobs")
                .until(() ->
                        sides.database().rows("SELECT FROM tandem.bulk_jobs").size() == 2);
        return sides.database().rows("SELECT id FROM tandem.bulk_jobs ORDER BY created_at").stream()
                .map(id -> jobs.status(id).state())
                .toList();
    }

    @Test
    void keepsGuardedBacklogOutOfJobs() {
        addMany();
        sides.with("write.guard", "always").start();

        sides.edit("UPDATE \"Account\" SET \"NumberOfEmployees\" = 77");

        sides.awaitRest();
        assertThat(sides.metric("bulk-jobs")).isZero();
    }

    @Test
    void createsOneRecordPerRow() {
        sides.start();

        insertMany();

        sides.awaitRest();
        assertOneRecordPerRow();
        assertThat(sides.metric("bulk-jobs")).isEqualTo(1);
    }

    @Test
    void deletesLargeBacklogByOneJob() {
        addMany();
        sides.start();

        sides.edit("DELETE FROM \"Account\"");

        sides.awaitRest();
        assertThat(sides.org().liveRecords("Account")).isEmpty();
        assertThat(sides.metric("bulk-jobs")).isEqualTo(1);
    }

    @Test
    void keepsRejectedEditsOnTheirRows() {
        addMany();
        sides.start();

        sides.edit("UPDATE \"Account\" SET \"Name\" = CASE WHEN _sync_key % 4 = 0 THEN NULL ELSE 'After' END");

        await().untilAsserted(() -> assertThat(
                        sides.database().rows("SELECT count(*), min(state), max(state) FROM tandem.pending"))
                .containsExactly(ROWS / 4 + "|failed|failed"));
        assertThat(sides.database().rows("SELECT DISTINCT _sync_error FROM \"Account\" WHERE _sync_state = 'failed'"))
                .singleElement()
                .asString()
                .startsWith("REQUIRED_FIELD_MISSING");
        assertThat(sides.org().liveRecords("Account").values())
                .filteredOn(record -> record.path("Name").asText().equals("After"))
                .hasSize(ROWS * 3 / 4);
    }

    @Test
    void findsResultsOfJobAfterRestart() {
        sides.start().org().startFault("slow-bulk", Map.of());
        insertMany();
        await("the job to write").until(() -> sides.org().liveRecords("Account").size() == ROWS);

        sides.stop();
        sides.org().stopFaults();
        sides.start();

        sides.awaitRest();
        assertOneRecordPerRow();
        assertThat(sides.metric("bulk-jobs")).isZero();
        assertThat(sides.database().rows("SELECT state, count(*) FROM tandem.write_log GROUP BY 1"))
                .containsExactly("written|" + ROWS);
    }

    @Test
    void logsResultsOfRowsThatEventsConfirmedBefore() {
        addMany();
        sides.start().org().startFault("slow-bulk", Map.of());
        sides.edit("UPDATE \"Account\" SET \"NumberOfEmployees\" = 77");
        await("the job to write")
                .until(() -> sides.org().liveRecords("Account").values().stream()
                        .allMatch(record -> record.path("NumberOfEmployees").asInt() == 77));

        sides.applying("UPDATE \"Account\" SET _sync_pending = NULL, _sync_request = NULL, _sync_state = NULL");
        sides.org().stopFaults();

        await().untilAsserted(() -> assertThat(sides.database()
                        .rows("SELECT state, new_values, old_values, count(*) FROM tandem.write_log GROUP BY 1, 2, 3"))
                .containsExactly("written|{\"NumberOfEmployees\": 77}|{\"NumberOfEmployees\": 5}|" + ROWS));
    }

    /** Most events close their requests sooner than the answers would be recorded, and then the rows are written once less. */
    @Test
    void recordsResultsOfLargeJobAfterTheyAreLogged() {
        sides.with("bulk.batch.size", Integer.toString(2 * ROWS));
        addMany();
        addMany();
        sides.start();
        sides.database()
                .execute("CREATE TABLE recorded (by_transaction xid8 DEFAULT pg_current_xact_id());"
                        + " CREATE FUNCTION record() RETURNS trigger LANGUAGE plpgsql AS"
                        + " 'BEGIN INSERT INTO recorded DEFAULT VALUES; RETURN NULL; END';"
                        + " CREATE TRIGGER record AFTER UPDATE ON \"Account\" FOR EACH ROW"
                        + " WHEN (OLD._sync_request ->> 'answered' IS NULL AND NEW._sync_request ->> 'answered' IS NOT NULL)"
                        + " EXECUTE FUNCTION record()");

        sides.edit("UPDATE \"Account\" SET \"NumberOfEmployees\" = 77");

        await().untilAsserted(() -> assertThat(sides.database().rows("SELECT count(*) FROM recorded"))
                .containsExactly(Integer.toString(2 * ROWS)));
        assertThat(sides.database()
                        .rows("SELECT count(*), count(r.*) FROM tandem.write_log l LEFT JOIN recorded r"
                                + " ON r.by_transaction::xid = l.xmin"))
                .containsExactly(2 * ROWS + "|0");
        await().untilAsserted(() -> assertThat(sides.database().rows("SELECT * FROM tandem.bulk_jobs"))
                .isEmpty());
    }

    /** The number of rows decides whether answers are held back. */
    @ParameterizedTest
    @ValueSource(ints = {ROWS, 2 * ROWS})
    void recordsResultOfRowThatTriggerBlockedFirst(int rows) {
        sides.with("bulk.batch.size", Integer.toString(rows)).with("request.deadline.ms", "600000");
        for (int added = 0; added < rows; added += ROWS) {
            addMany();
        }
        sides.start().org().startFault("slow-bulk", Map.of());
        sides.edit("UPDATE \"Account\" SET \"NumberOfEmployees\" = 77");
        awaitWritten(rows);
        sides.edit("CREATE TABLE closed AS SELECT 3 AS row_key");
        sides.edit("CREATE FUNCTION keep_closed() RETURNS trigger LANGUAGE plpgsql AS"
                + " 'BEGIN IF EXISTS (SELECT FROM closed WHERE row_key = OLD._sync_key) THEN RAISE ''It is closed.''; END IF;"
                + " RETURN NEW; END'");
        sides.edit(
                "CREATE TRIGGER keep_closed BEFORE UPDATE ON \"Account\" FOR EACH ROW EXECUTE FUNCTION keep_closed()");
        sides.org().stopFaults();
        awaitUnanswered("3");

        sides.edit("DELETE FROM closed");

        awaitUnanswered();
        assertThat(sides.metric("bulk-jobs")).isEqualTo(1);
    }

    private void awaitUnanswered(String... keys) {
        await().untilAsserted(() -> assertThat(sides.database()
                        .rows("SELECT _sync_key FROM \"Account\" WHERE _sync_request ->> 'answered' IS NULL"))
                .containsExactly(keys));
    }

    @Test
    void waitsForJobThatOutlivesDeadlines() {
        addMany();
        sides.start().org().startFault("slow-bulk", Map.of());
        sides.edit("UPDATE \"Account\" SET \"NumberOfEmployees\" = 77");
        awaitJob();

        await().until(() -> sides.database()
                .rows("SELECT FROM \"Account\" WHERE (_sync_request ->> 'deadline')::bigint"
                        + " > extract(epoch FROM clock_timestamp()) * 1000000")
                .isEmpty());
        assertThat(sides.metric("requests-settled")).isZero();
        sides.org().stopFaults();

        sides.awaitRest();
    }

    @Test
    void sendsRowsAgainWhenUploadFails() {
        sides.start().org().startFault("lost-request", Map.of("requests", "ingest", "method", "PUT", "count", 1));

        insertMany();

        sides.awaitRest();
        assertOneRecordPerRow();
        assertThat(sides.database().rows("SELECT state, count(*) FROM tandem.write_log GROUP BY 1 ORDER BY 1"))
                .containsExactly("retried|" + ROWS, "written|" + ROWS);
    }

    @Test
    void sendsBacklogByCallsWhenJobFails() {
        sides.start().org().startFault("failed-bulk", Map.of("records", 0, "message", "InternalServerError : gone"));

        insertMany();

        sides.awaitRest();
        assertOneRecordPerRow();
        assertThat(sides.metric("bulk-jobs")).isEqualTo(1);
        assertThat(sides.database().rows("SELECT DISTINCT message FROM tandem.write_log WHERE state = 'retried'"))
                .singleElement()
                .asString()
                .startsWith("JOB_FAILED: Bulk job ")
                .endsWith(" ended after 0 rows: InternalServerError : gone.");
    }

    @Test
    void sendsBacklogByCallsWhenJobIsRefused() {
        sides.start().org().startFault("unusable-session", Map.of("requests", "ingest", "method", "POST"));

        insertMany();

        sides.awaitRest();
        assertOneRecordPerRow();
        assertThat(sides.metric("bulk-jobs")).isZero();
        assertThat(sides.metric("tables-stopped")).isZero();
    }

    @Test
    void sendsUnprocessedRowsAgain() {
        sides.start().org().startFault("failed-bulk", Map.of("records", 200, "count", 1));

        insertMany();

        sides.awaitRest();
        assertOneRecordPerRow();
        assertThat(sides.database().rows("SELECT state, count(*) FROM tandem.write_log GROUP BY 1 ORDER BY 1"))
                .contains("written|" + ROWS);
    }
}
