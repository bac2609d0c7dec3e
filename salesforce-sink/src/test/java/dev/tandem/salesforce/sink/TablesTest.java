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
import java.util.List;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tables that fail or change while their edits are written back. */
class TablesTest {
    private final TwoSides sides = new TwoSides();

    @AfterEach
    void close() throws SQLException {
        sides.close();
    }

    @Test
    void goesOnWithOthersWhenOneTableFails() {
        String id = sides.addAccount("Acme");
        sides.edit("CREATE TABLE broken (name text)");
        sides.with("tables", "public.broken:Contact, public.Account:Account").start();

        sides.edit("UPDATE \"Account\" SET \"Name\" = 'New'");

        sides.awaitRest();
        assertThat(sides.record(id).path("Name").asText()).isEqualTo("New");
        await().untilAsserted(() -> assertThat(sides.metric("tables-stopped")).isEqualTo(1));
        await().untilAsserted(() -> assertThat(sides.database()
                        .rows("SELECT DISTINCT table_name, message FROM tandem.write_log WHERE state = 'stopped'"))
                .anyMatch(entry -> entry.startsWith("broken|Table public.broken has no column for Salesforce's id.")));
        sides.task().put(List.of());
    }

    @Test
    void triesStoppedTableAgain() {
        sides.edit("CREATE TABLE broken (name text)");
        sides.with("tables", "public.broken:Contact, public.Account:Account").start();
        await().until(() -> sides.metric("tables-stopped") == 1);

        sides.edit("ALTER TABLE broken ADD COLUMN sfid varchar(18) PRIMARY KEY");

        await().until(() -> sides.metric("tables-stopped") == 0);
    }

    @Test
    void failsWhenAllTablesFail() {
        sides.edit("CREATE TABLE broken (name text)");
        sides.with("tables", "public.broken:Account").launch();

        await().untilAsserted(() -> assertThatThrownBy(() -> sides.task().put(List.of()))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("public.broken"));
    }

    @Test
    void writesColumnThatWasAddedLater() {
        String id = sides.addAccount("Acme");
        sides.start();

        sides.edit("ALTER TABLE \"Account\" ADD COLUMN \"Fax\" text");
        await().until(() -> sides.database()
                .rows("SELECT options #> '{columns,Fax}' IS NOT NULL FROM tandem.two_way_tables")
                .equals(List.of("t")));
        sides.edit("UPDATE \"Account\" SET \"Fax\" = '12'");

        sides.awaitRest();
        assertThat(sides.record(id).path("Fax").asText()).isEqualTo("12");
    }
}
