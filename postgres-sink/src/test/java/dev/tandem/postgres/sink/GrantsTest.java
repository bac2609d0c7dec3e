/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A user with no rights but those that it is given; what is missing is named as the statement that gives it, and that is enough. */
class GrantsTest extends SinkTest {
    private static final String USER = "grantee";

    @BeforeEach
    void open() {
        database.execute("CREATE ROLE " + USER + " LOGIN");
        sink.with("connection.url", database.url().replace("user=postgres", "user=" + USER));
    }

    @AfterEach
    void close() {
        sink.close();
        database.execute("DROP OWNED BY " + USER + " CASCADE; DROP ROLE " + USER);
    }

    private static FlatRecords things() {
        return new FlatRecords("public.things").field("v", Schema.OPTIONAL_STRING_SCHEMA);
    }

    private void makeSystemTables() {
        try (Harness owner = Harness.on(database)) {
            owner.put(Changes.create("any", 1, Map.of("Name", "makes schema tandem")));
        }
        database.execute("GRANT USAGE, CREATE ON SCHEMA tandem TO " + USER
                + "; GRANT ALL ON ALL TABLES IN SCHEMA tandem TO " + USER);
    }

    /** Asserts that the task fails and names exactly these statements, and that it can write once they are executed. */
    private void assertMissing(List<SinkRecord> records, String... statements) {
        assertThatThrownBy(() -> sink.put(records))
                .isInstanceOf(ConnectException.class)
                .isNotInstanceOf(RetriableException.class)
                .hasMessageEndingWith(".")
                .satisfies(failure -> assertThat(failure.getMessage()
                                .replaceFirst(".*The sink's user needs: ", "")
                                .replaceFirst("\\.$", "")
                                .split("; ", -1))
                        .containsExactlyInAnyOrder(statements));
        for (String statement : statements) {
            database.execute(statement.replaceAll(" \\(.*", ""));
        }
        sink.restart().put(records);
    }

    @Test
    void listsAllMissingRightsAtOnce() {
        database.execute("CREATE SCHEMA crm; CREATE TABLE crm.\"Account\" (\"Id\" text PRIMARY KEY)");
        Map<String, String> properties = Map.of(
                "connection.url",
                database.url().replaceFirst("[?&]user=postgres", "?x=y"),
                "connection.user",
                USER,
                "topics",
                "crm.Account,crm.Contact",
                "validate.connection",
                "true");

        List<String> errors = new PostgresSinkConnector()
                .validate(properties).configValues().stream()
                        .flatMap(value -> value.errorMessages().stream())
                        .toList();

        assertThat(errors)
                .singleElement()
                .asString()
                .contains("GRANT CREATE ON DATABASE", "GRANT USAGE ON SCHEMA crm", "GRANT CREATE ON SCHEMA crm")
                .contains("GRANT INSERT ON crm.\"Account\"", "GRANT DELETE ON crm.\"Account\"");
    }

    @Test
    void namesRightToConnect() {
        String name = database.rows("SELECT current_database()").get(0);
        database.execute("REVOKE CONNECT ON DATABASE " + name + " FROM PUBLIC");

        assertThatThrownBy(() -> sink.put(things().row(1, "a")))
                .hasMessageContaining("permission denied for database")
                .hasMessageEndingWith("Run GRANT CONNECT ON DATABASE ... TO ... for the user.");
    }

    @Test
    void namesRightToCreateItsSchema() {
        database.execute("GRANT CREATE ON SCHEMA public TO " + USER);
        String name = database.rows("SELECT current_database()").get(0);
        assertMissing(
                List.of(things().row(1, "a")),
                "GRANT CREATE ON DATABASE " + name + " TO grantee (or create schema tandem beforehand)");
        assertThat(database.rows("SELECT v FROM things")).containsExactly("a");
    }

    @Test
    void namesRightsOnExistingSchema() {
        database.execute("CREATE SCHEMA tandem; GRANT CREATE ON SCHEMA public TO " + USER);
        assertMissing(
                List.of(things().row(1, "a")),
                "GRANT USAGE ON SCHEMA tandem TO grantee",
                "GRANT CREATE ON SCHEMA tandem TO grantee");
    }

    @Test
    void namesRightToCreateTables() {
        makeSystemTables();
        database.execute("REVOKE CREATE ON SCHEMA public FROM public");
        assertMissing(List.of(things().row(1, "a")), "GRANT CREATE ON SCHEMA public TO grantee");
    }

    @Test
    void namesRightsOnTableOfAnotherOwner() {
        makeSystemTables();
        database.execute(
                "CREATE SCHEMA \"Their\"; CREATE TABLE \"Their\".things (id int PRIMARY KEY, v text, _sync_version bigint)");
        FlatRecords records = new FlatRecords("Their.things").field("v", Schema.OPTIONAL_STRING_SCHEMA);
        assertMissing(
                List.of(records.row(1, "a"), records.tombstone(2)),
                "GRANT USAGE ON SCHEMA \"Their\" TO grantee",
                "GRANT SELECT ON \"Their\".things TO grantee",
                "GRANT INSERT ON \"Their\".things TO grantee",
                "GRANT UPDATE ON \"Their\".things TO grantee",
                "GRANT DELETE ON \"Their\".things TO grantee");
        assertThat(database.rows("SELECT v FROM \"Their\".things")).containsExactly("a");
    }

    @Test
    void namesOwnershipOfTableToChange() {
        makeSystemTables();
        database.execute("CREATE TABLE things (id int PRIMARY KEY, _sync_version bigint); GRANT ALL ON things TO "
                + USER + "; GRANT USAGE, CREATE ON SCHEMA public TO " + USER);
        assertMissing(
                List.of(things().row(1, "a")),
                "ALTER TABLE public.things OWNER TO grantee (only to change its columns, or set schema.evolution=none)");
        assertThat(database.rows("SELECT v FROM things")).containsExactly("a");
    }

    @Test
    void namesSequenceOfSerialColumn() {
        makeSystemTables();
        database.execute("CREATE TABLE things (serial serial, id int PRIMARY KEY, v text, _sync_version bigint);"
                + " GRANT ALL ON things TO " + USER + "; GRANT USAGE ON SCHEMA public TO " + USER);
        assertMissing(List.of(things().row(1, "a")), "GRANT USAGE ON SEQUENCE things_serial_seq TO grantee");
    }

    @Test
    void namesMissingRightsOnSystemTables() {
        makeSystemTables();
        database.execute(
                "CREATE TABLE things (id int PRIMARY KEY, v text, _sync_version bigint); GRANT ALL ON things TO " + USER
                        + "; REVOKE ALL ON tandem.tombstones FROM " + USER);
        assertMissing(
                List.of(things().row(1, "a")),
                "GRANT SELECT ON tandem.tombstones TO grantee",
                "GRANT INSERT ON tandem.tombstones TO grantee",
                "GRANT UPDATE ON tandem.tombstones TO grantee",
                "GRANT DELETE ON tandem.tombstones TO grantee");
    }

    @Test
    void createsTablesInFirstSchemaOfSearchPath() {
        database.execute("CREATE SCHEMA mine AUTHORIZATION " + USER + "; ALTER ROLE " + USER
                + " SET search_path = missing, mine, public;" + " CREATE SCHEMA tandem AUTHORIZATION " + USER);
        sink.with("table.name.format", "things").put(things().row(1, "a"));
        assertThat(database.rows("SELECT v FROM mine.things")).containsExactly("a");
    }
}
