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
import org.junit.jupiter.api.Test;

/** Rows whose records the user may no longer see. Salesforce answers about them as if there were none. */
class HiddenRecordsTest {
    private static final String REASON =
            "Failed to find the record of the row: it may be deleted, or the user of the app may not see it. ";

    private final TwoSides sides = new TwoSides();

    @AfterEach
    void close() throws SQLException {
        sides.close();
    }

    /** Starts with a row whose record belongs to someone else; returns its id. */
    private String startWithHidden() {
        String id = sides.addAccount("Acme");
        sides.org().update("Account", List.of(id), Map.of("OwnerId", "005000000000001AAA"));
        sides.start().org().startFault("no-view-all", Map.of());
        return id;
    }

    private String phone(String id) {
        return sides.record(id).path("Phone").asText();
    }

    @Test
    void bringsRowBackWhoseRecordMayExist() {
        sides.with("request.deadline.ms", "2000");
        String id = startWithHidden();

        sides.edit("DELETE FROM \"Account\"");

        await().untilAsserted(
                        () -> assertThat(sides.database().rows("SELECT \"Id\", \"Name\", _sync_state FROM \"Account\""))
                                .containsExactly(id + "|Acme|null"));
        assertThat(sides.database().rows("SELECT type, field, resolution FROM tandem.conflicts"))
                .containsExactly("write_rejected|*|apply_remote");
        assertThat(sides.database().rows("SELECT state, message FROM tandem.write_log"))
                .singleElement()
                .asString()
                .startsWith("failed|" + REASON)
                .endsWith("Then delete the row again.");
        sides.org().stopFault("no-view-all");

        sides.edit("DELETE FROM \"Account\"");

        sides.awaitRest();
        assertThat(sides.record(id)).isNull();
    }

    @Test
    void keepsEditWhoseRecordMayExist() {
        sides.with("on.write.failure", "revert");
        String id = startWithHidden();

        sides.edit("UPDATE \"Account\" SET \"Phone\" = '2'");

        await().untilAsserted(() -> assertThat(
                        sides.database().rows("SELECT _sync_state, \"Phone\", _sync_error FROM \"Account\""))
                .singleElement()
                .asString()
                .startsWith("failed|2|" + REASON)
                .endsWith("Then call tandem.requeue."));
        assertThat(phone(id)).isEqualTo("1");
        sides.org().stopFault("no-view-all");

        sides.edit("SELECT tandem.requeue('\"Account\"')");

        await().until(() -> phone(id).equals("2"));
    }

    @Test
    void keepsEditWhoseAnswerIsLostBeforeItsRecordIsHidden() {
        String id = sides.addAccount("Acme");
        sides.start().stop();
        sides.edit("UPDATE \"Account\" SET \"Phone\" = '2'");
        sides.applying(
                "UPDATE \"Account\" SET _sync_state = 'sent', _sync_request = jsonb_build_object('id', t, 'kind',"
                        + " 'update', 'sent', '{\"Phone\": \"2\"}'::jsonb, 'answered', NULL, 'deadline', t, 'guarded', true)"
                        + " FROM (SELECT (date_part('epoch', clock_timestamp()) * 1000000)::bigint) AS now(t)");
        sides.org().update("Account", List.of(id), Map.of("OwnerId", "005000000000001AAA"));
        sides.org().startFault("no-view-all", Map.of());

        sides.start();

        await().untilAsserted(() -> assertThat(sides.database().rows("SELECT _sync_state, \"Phone\" FROM \"Account\""))
                .containsExactly("failed|2"));
    }

    @Test
    void confirmsDeleteOfRecordInTheRecycleBin() {
        String id = sides.addAccount("Acme");
        sides.start().org().startFault("no-view-all", Map.of());
        sides.org().delete("Account", List.of(id));

        sides.edit("DELETE FROM \"Account\"");

        sides.awaitRest();
        assertThat(sides.database().rows("SELECT key, _sync_state FROM tandem.tombstones"))
                .containsExactly(id + "|null");
    }

    @Test
    void confirmsDeleteOfPurgedRecordWithViewAll() {
        String id = sides.addAccount("Acme");
        sides.start().org().send("DELETE", "objects/Account/records", Map.of("purge", true, "ids", List.of(id)));

        sides.edit("DELETE FROM \"Account\"");

        sides.awaitRest();
        assertThat(sides.database().rows("SELECT key, _sync_state FROM tandem.tombstones"))
                .containsExactly(id + "|null");
    }
}
