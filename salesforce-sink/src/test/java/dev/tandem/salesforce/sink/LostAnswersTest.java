/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests whose answers are lost. They wait for neither their deadline nor their events, which here never come. */
class LostAnswersTest {
    private final TwoSides sides = new TwoSides();

    @BeforeEach
    void waitForLong() {
        sides.with("echo.timeout.ms", "600000").with("request.deadline.ms", "600000");
    }

    @AfterEach
    void close() throws SQLException {
        sides.close();
    }

    private void loseOne(String fault) {
        sides.org().startFault(fault, Map.of("requests", "composite", "count", 1));
    }

    @Test
    void confirmsGuardedUpdateByALook() {
        String id = sides.addAccount("Acme");
        sides.start();
        loseOne("lost-answer");

        sides.edit("UPDATE \"Account\" SET \"Name\" = 'New'");

        sides.awaitRest();
        assertThat(sides.record(id).path("Name").asText()).isEqualTo("New");
        assertThat(sides.database().rows("SELECT state FROM tandem.write_log")).containsExactly("unanswered");
    }

    @Test
    void sendsGuardedUpdateAgainThatWasNotCarriedOut() {
        String id = sides.addAccount("Acme");
        sides.start();
        loseOne("lost-request");

        sides.edit("UPDATE \"Account\" SET \"Name\" = 'New'");

        await().until(() -> sides.record(id).path("Name").asText().equals("New"));
        assertThat(sides.database().rows("SELECT state FROM tandem.write_log ORDER BY id"))
                .startsWith("unanswered");
    }

    @Test
    void createsOneRecordThoughTheFirstRequestArrivesLate() {
        sides.start().org().startFault("late-request", Map.of("requests", "composite", "count", 1, "millis", 1_500));

        sides.edit("INSERT INTO \"Account\" (\"Name\") VALUES ('New')");

        await().until(() -> !sides.database()
                .rows("SELECT FROM \"Account\" WHERE \"Id\" IS NOT NULL")
                .isEmpty());
        await("the first request")
                .until(() -> sides.org().state().path("lateRequests").intValue() == 0);
        assertThat(sides.org().liveRecords("Account").keySet())
                .containsExactlyElementsOf(sides.database().rows("SELECT \"Id\" FROM \"Account\""));
    }

    @Test
    void waitsForTheDeadlineOfUnguardedUpdate() {
        sides.addAccount("Acme");
        sides.with("write.guard", "never").start();
        loseOne("lost-request");

        sides.edit("UPDATE \"Account\" SET \"Name\" = 'New'");
        await().until(() -> !sides.database()
                .rows("SELECT FROM tandem.write_log WHERE state = 'unanswered'")
                .isEmpty());

        assertThat(sides.database()
                        .rows(
                                "SELECT (_sync_request ->> 'deadline')::bigint - (_sync_request ->> 'id')::bigint > 590000000"
                                        + " FROM \"Account\""))
                .containsExactly("t");
    }

    @Test
    void sendsAgainWhatWasRejectedAsAWhole() {
        String id = sides.addAccount("Acme");
        sides.with("write.guard", "never").start();
        loseOne("unusable-session");

        sides.edit("UPDATE \"Account\" SET \"Name\" = 'New'");

        await().until(() -> sides.record(id).path("Name").asText().equals("New"));
    }

    @Test
    void sendsAgainWhatWasSettledBeforeTheLook() {
        String id = sides.addAccount("Acme");
        sides.with("sweep.interval.ms", "600000").start();
        loseOne("lost-request");
        sides.edit("UPDATE \"Account\" SET \"Name\" = 'New'");
        await().until(() -> !sides.database()
                .rows("SELECT FROM tandem.write_log WHERE state = 'unanswered'")
                .isEmpty());

        sides.applying(
                "UPDATE \"Account\" SET _sync_request = NULL, _sync_state = 'pending' WHERE _sync_state = 'sent'");

        await().until(() -> sides.record(id).path("Name").asText().equals("New"));
    }

    /** Makes the edits of all rows requests that were sent just now and have no answer. */
    private void markSent(String deadline) {
        sides.applying(
                "UPDATE \"Account\" SET _sync_state = 'sent', _sync_request = jsonb_build_object('id', t, 'kind', 'update',"
                        + " 'sent', '{\"Name\": \"New\"}'::jsonb, 'answered', NULL, 'deadline', " + deadline
                        + ", 'guarded', true) FROM (SELECT (date_part('epoch', clock_timestamp()) * 1000000)::bigint) AS now(t)");
    }

    @Test
    void settlesRequestOfTaskThatWasKilled() {
        String id = sides.addAccount("Acme");
        sides.start().stop();
        sides.edit("UPDATE \"Account\" SET \"Name\" = 'New'");
        markSent("t + 600000000");

        sides.start();

        await().until(() -> sides.record(id).path("Name").asText().equals("New"));
    }

    @Test
    void leavesRequestsOfOtherTasksAlone() {
        String due = sides.addAccount("Due");
        String waiting = sides.addAccount("Waiting");
        sides.start().stop();
        sides.edit("UPDATE \"Account\" SET \"Name\" = 'New'");
        markSent("t + CASE \"Id\" WHEN '" + due + "' THEN 1 ELSE 600000000 END");

        sides.with("task.count", "2").start();

        await().until(() -> sides.record(due).path("Name").asText().equals("New"));
        assertThat(sides.record(waiting).path("Name").asText()).isEqualTo("Waiting");
        assertThat(sides.database().rows("SELECT _sync_state FROM \"Account\" WHERE \"Id\" = '" + waiting + "'"))
                .containsExactly("sent");
    }

    @Test
    void takesBackWhatIsNotSentWhenItStops() {
        List<String> ids = sides.org().addRecords("Account", 100);
        sides.org().update("Account", ids, Map.of("Phone", "1"));
        sides.applying("INSERT INTO \"Account\" (\"Id\", \"Phone\", _sync_version) SELECT unnest('{"
                + String.join(",", ids) + "}'::text[]), '1', 1");
        sides.with("write.parallel.calls", "1").start().org().startFault("slow-saves", Map.of("millis", 60));
        sides.edit("UPDATE \"Account\" SET \"Phone\" = '2'");
        await().until(() -> sides.org().liveRecords("Account").values().stream()
                .anyMatch(account -> account.path("Phone").asText().equals("2")));

        sides.stop();

        List<String> states = sides.database()
                .rows(
                        "SELECT _sync_state, _sync_request ->> 'answered' IS NULL, count(*) > 0 FROM \"Account\" GROUP BY 1, 2 ORDER BY 1");
        assertThat(states).containsExactly("pending|t|t", "sent|f|t");
    }
}
