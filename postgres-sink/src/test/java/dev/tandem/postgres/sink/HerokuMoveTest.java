/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.plugin.page.Page;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The SQL of {@code docs/heroku-connect.md}, read from there, on tables with the triggers of Heroku Connect. */
class HerokuMoveTest extends SinkTest {
    private static final Page PAGE = Page.of("heroku-connect.md", "sql");
    private static final List<String> STEPS = PAGE.under("Steps");
    private static final String NAMES =
            PAGE.under("Columns that Tandem does not fill").get(0);
    private static final String ROWS = "SELECT sfid, name, city, _hc_lastop FROM salesforce.account ORDER BY 1";

    @BeforeEach
    void createTables() {
        database.execute("""
                CREATE SCHEMA salesforce;
                CREATE EXTENSION hstore;
                CREATE FUNCTION get_xmlbinary() RETURNS text LANGUAGE sql AS $$ SELECT current_setting('xmlbinary') $$;
                CREATE TABLE salesforce._trigger_log (id serial PRIMARY KEY, state varchar(8), action varchar(7),
                    table_name varchar(128), record_id int, sfid varchar(18), "values" text);
                CREATE TABLE salesforce.account (id serial PRIMARY KEY, sfid varchar(18) COLLATE "ucs_basic" UNIQUE,
                    name varchar(255), city varchar(40), employees int, _hc_lastop varchar(32), _hc_err text);
                CREATE TABLE salesforce.contact (id serial PRIMARY KEY, sfid varchar(18) COLLATE "ucs_basic" UNIQUE,
                    firstname varchar(40), lastname varchar(80), name varchar(121));
                CREATE FUNCTION salesforce.hc_account_logger() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    INSERT INTO salesforce._trigger_log (state, action, table_name, record_id, sfid, "values")
                    VALUES ('NEW', TG_OP, TG_TABLE_NAME, NEW.id, OLD.sfid, (hstore(NEW.*) - hstore(OLD.*))::text);
                    RETURN NULL;
                END $$;
                CREATE FUNCTION salesforce.hc_account_status() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    NEW._hc_lastop = CASE get_xmlbinary() WHEN 'base64' THEN 'PENDING' ELSE 'SYNCED' END;
                    RETURN NEW;
                END $$;
                INSERT INTO salesforce.account (sfid, name, city) VALUES ('001', 'Acme', 'Rome');
                CREATE TRIGGER hc_account_logtrigger AFTER UPDATE ON salesforce.account
                    FOR EACH ROW WHEN (get_xmlbinary() = 'base64') EXECUTE FUNCTION salesforce.hc_account_logger();
                CREATE TRIGGER hc_account_status_trigger BEFORE INSERT OR UPDATE ON salesforce.account
                    FOR EACH ROW EXECUTE FUNCTION salesforce.hc_account_status();""");
        sink.with("table.layout", "heroku").with("schema.evolution", "subset");
    }

    @Test
    void runsEveryBlock() {
        assertThat(PAGE.rest()).isEmpty();
    }

    @Test
    void bringsBackEditsThatTheSnapshotHasOverwritten() throws Exception {
        database.execute("UPDATE salesforce.account SET city = city");
        database.execute("UPDATE salesforce.account SET city = 'Late''s' WHERE sfid = '001'");
        sink.put(Changes.read("001", 1, Map.of("Name", "Acme", "City", "Rome")));
        List<String> afterSnapshot = database.rows(ROWS);

        database.execute(STEPS.get(1));
        sink.restart()
                .with("access", "read_write")
                .with("wake.up", "notify")
                .put(Changes.update("001", 2, Map.of("Name", "Acme Ltd.")));
        database.execute(STEPS.get(2));

        assertThat(afterSnapshot).containsExactly("001|Acme|Rome|SYNCED");
        assertThat(database.rows(STEPS.get(0).strip().replace(";", ""))).containsExactly("1|1");
        assertThat(database.rows(ROWS)).containsExactly("001|Acme Ltd.|Late's|PENDING");
        assertThat(database.rows("SELECT field FROM tandem.pending")).containsExactly("city");
        assertThat(database.rows("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'hc%'"))
                .isEmpty();
    }

    @Test
    void composesNamesInPostgres() throws Exception {
        database.execute(
                "INSERT INTO salesforce.contact (firstname, lastname, name) VALUES ('Ada', 'King', 'Old Name')");

        database.execute(NAMES);
        database.execute("INSERT INTO salesforce.contact (lastname) VALUES ('Plato')");

        assertThat(database.rows("SELECT name FROM salesforce.contact ORDER BY id"))
                .containsExactly("Ada King", "Plato");
    }
}
