/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A table of Heroku Connect that the sink takes over, with a subset of the fields. */
class TakeOverTest extends SinkTest {
    private static final String COLUMNS = "SELECT string_agg(attname, ',' ORDER BY attnum) FROM pg_attribute"
            + " WHERE attrelid = 'salesforce.account'::regclass AND attnum > 0 AND attname NOT LIKE '\\_sync%'";

    @AutoClose
    private final LoggedWarnings warnings = LoggedWarnings.open();

    @BeforeEach
    void createTable() {
        database.execute("CREATE SCHEMA salesforce; CREATE TABLE salesforce.account (id serial PRIMARY KEY,"
                + " sfid varchar(18) COLLATE \"ucs_basic\", name varchar(80), isdeleted boolean, systemmodstamp timestamp,"
                + " _hc_lastop varchar(32), _hc_err text);"
                + " CREATE UNIQUE INDEX hcu_idx_account_sfid ON salesforce.account (sfid)");
        sink.with("table.layout", "heroku");
    }

    @Test
    void keepsExactlyItsColumnsIfAsked() {
        sink.with("schema.evolution", "subset");

        sink.put(Changes.read("001", 1, Map.of("Name", "Ada", "City", "Rome")));
        sink.put(Changes.update("001", 2, Map.of("City", "Turin")));
        sink.put(Changes.update("001", 3, Map.of("Name", "Eva", "City", "Bari")));

        assertThat(database.rows("SELECT sfid, name FROM salesforce.account")).containsExactly("001|Eva");
        assertThat(database.rows(COLUMNS)).containsExactly("id,sfid,name,isdeleted,systemmodstamp,_hc_lastop,_hc_err");
        assertThat(warnings.texts())
                .anySatisfy(warning -> assertThat(warning).contains("salesforce.account", "city", "employees"));
        assertThat(sink.errors()).isEmpty();
    }

    @Test
    void warnsOfColumnsThatItGets() {
        sink.put(Changes.read("001", 1, Map.of("Name", "Ada", "City", "Rome")));

        assertThat(warnings.texts())
                .anySatisfy(warning ->
                        assertThat(warning).contains("salesforce.account", "city", "schema.evolution=subset"));
    }

    @Test
    void marksRowsAsNotDeleted() {
        sink.put(Changes.read("001", 1, Map.of("Name", "Ada")), Changes.create("002", 2, Map.of("Name", "Eva")));
        sink.put(Changes.update("001", 3, Map.of("Name", "Ida")));

        assertThat(database.rows("SELECT sfid FROM salesforce.account WHERE isdeleted = false ORDER BY 1"))
                .isEqualTo(List.of("001", "002"));
        assertThat(warnings.texts())
                .anySatisfy(warning -> assertThat(warning).contains("salesforce.account", "systemmodstamp"));
    }
}
