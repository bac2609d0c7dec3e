/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static dev.tandem.postgres.sink.Contacts.change;
import static dev.tandem.postgres.sink.Contacts.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.postgres.testing.Database;
import dev.tandem.postgres.testing.Server;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.management.ObjectName;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rows of a two-way table that a reader of the write-ahead log gets if it asks for {@code origin=none}. */
class ReplicationOriginTest {
    private static final String TABLE = Contacts.TABLE;
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");
    private static final int ROWS = 30;

    private static int databases;

    @TempDir
    private static Path directory;

    private static Server server;

    @AutoClose
    private final LoggedWarnings warnings = LoggedWarnings.open();

    private Database database;
    private Harness sink;
    private String name;
    private long version = 10;

    @BeforeAll
    static void startServer() throws Exception {
        server = Server.create(directory.resolve("data"))
                .with("wal_level", "logical")
                .with("max_replication_slots", "20")
                .with("fsync", "off")
                .start();
        try (Database any = server.database()) {
            int number = Integer.parseInt(any.rows("SHOW server_version_num").get(0));
            Assumptions.assumeTrue(number >= 160_000, "readers can ask for origin=none since PostgreSQL 16");
        }
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void createTwoWayTable() throws Exception {
        name = "db" + ++databases;
        try (Database admin = server.database()) {
            admin.execute("CREATE DATABASE " + name);
        }
        database = Database.at(url("postgres"));
        sink = Harness.on(database).with("name", "sink").with("access", "read_write");
        sink.put(rows(i -> read(id(i), version, LONG_AGO, Map.of("Name", "Acme", "City", "Rome"))));
        database.execute("CREATE PUBLICATION changes FOR TABLE " + TABLE);
        database.execute("SELECT pg_create_logical_replication_slot('" + name + "', 'pgoutput')");
    }

    @AfterEach
    void close() throws Exception {
        sink.close();
        database.close();
    }

    private String url(String user) {
        return server.url().replace("/postgres?user=postgres", "/" + name + "?user=" + user);
    }

    private String origin() {
        return "tandem_" + name + "_sink_0";
    }

    private static String id(int number) {
        return "003A0000001aa%02dAAA".formatted(number);
    }

    private static List<SinkRecord> rows(IntFunction<SinkRecord> record) {
        return IntStream.range(0, ROWS).mapToObj(record).collect(Collectors.toList());
    }

    /** Returns a change of each row's city. */
    private List<SinkRecord> cities(String city) {
        version++;
        return rows(i -> change("u", id(i), version, LONG_AGO, Map.of("City", city)));
    }

    /** Returns the ids of the rows whose images the reader gets now. */
    private List<String> images() {
        return database.rows("SELECT substring(encode(data, 'escape') from '003A[0-9A-Za-z]{14}')"
                + " FROM pg_logical_slot_get_binary_changes('" + name + "', NULL, NULL,"
                + " 'proto_version', '1', 'publication_names', 'changes', 'origin', 'none')"
                + " WHERE get_byte(data, 0) IN (ascii('I'), ascii('U'))");
    }

    private void assertAllIn(String city) {
        assertThat(database.rows("SELECT DISTINCT \"City\" FROM " + TABLE)).containsExactly(city);
    }

    private static long used() throws Exception {
        return (long) ManagementFactory.getPlatformMBeanServer()
                .getAttribute(
                        new ObjectName("dev.tandem:type=postgres-sink,connector=\"sink\",task=0"),
                        "replication-origin-used");
    }

    @Test
    void showsReaderOnlyRowsWithLocalEdits() throws Exception {
        database.execute("UPDATE " + TABLE + " SET \"Name\" = 'Ours' WHERE \"Id\" = '" + id(3) + "'");
        assertThat(images()).containsExactly(id(3));

        sink.put(cities("Oslo"));

        assertThat(images()).containsExactly(id(3));
        assertAllIn("Oslo");
        assertThat(used()).isEqualTo(1);
    }

    @Test
    void showsReaderNoRowsWhoseEditsAreOver() throws Exception {
        database.execute("UPDATE " + TABLE + " SET \"Name\" = 'Ours'");
        database.execute("UPDATE " + TABLE + " SET \"City\" = 'Bonn' WHERE \"Id\" = '" + id(3) + "'");
        images();
        Instant later = Instant.now().plus(Duration.ofDays(1));
        version++;

        sink.put(rows(i -> change("u", id(i), version, later, Map.of("Name", "Theirs"))));

        assertThat(database.rows("SELECT DISTINCT \"Name\" FROM " + TABLE)).containsExactly("Theirs");
        assertThat(images()).containsExactly(id(3));
        assertThat(database.rows("SELECT \"Id\" FROM " + TABLE + " WHERE _sync_pending IS NOT NULL"))
                .containsExactly(id(3));
    }

    @Test
    void hidesNewRowsFromReader() {
        sink.put(added(1));
        images();

        sink.put(added(2));

        assertThat(images()).isEmpty();
        assertThat(database.rows("SELECT count(*) FROM " + TABLE)).containsExactly(Integer.toString(3 * ROWS));
    }

    private List<SinkRecord> added(int batch) {
        return rows(i -> read(id(batch * ROWS + i), version, LONG_AGO, Map.of("Name", "New", "City", "Oslo")));
    }

    @Test
    void showsReaderEditThatIsCommittedWhileBatchWaits() throws Exception {
        try (Database user = Database.at(url("postgres"))) {
            user.execute("BEGIN; UPDATE " + TABLE + " SET \"Name\" = 'Ours' WHERE \"Id\" = '" + id(5) + "'");
            List<SinkRecord> changes = cities("Oslo");
            sink.begin(changes);
            await("the sink to wait for the row")
                    .until(() -> !database.rows("SELECT FROM pg_stat_activity WHERE datname = current_database()"
                                    + " AND application_name = 'tandem-postgres-sink' AND wait_event_type = 'Lock'")
                            .isEmpty());
            user.execute("COMMIT");
            sink.putRetrying(List.of());
        }

        assertThat(images()).containsOnly(id(5)).hasSize(2);
        assertAllIn("Oslo");
        assertThat(database.rows("SELECT \"Name\" FROM " + TABLE + " WHERE _sync_pending IS NOT NULL"))
                .containsExactly("Ours");
    }

    @Test
    void writesWhileAnotherProcessHasTheOrigin() throws Exception {
        sink.put(cities("Oslo"));
        assertThat(images()).isEmpty();
        sink.restart();
        try (Database zombie = Database.at(url("postgres"))) {
            await("the task's process to end").until(() -> setUp(zombie));

            sink.put(cities("Paris"));

            assertAllIn("Paris");
            assertThat(images()).hasSize(ROWS);
            assertThat(used()).isZero();
            assertThat(warnings.texts())
                    .singleElement()
                    .asString()
                    .contains("another process of the server uses origin " + origin());
        }
        sink.restart();
        awaitFree();
        sink.put(cities("Bern"));

        assertAllIn("Bern");
        assertThat(images()).isEmpty();
    }

    private boolean setUp(Database session) {
        try {
            session.execute("SELECT pg_replication_origin_session_setup('" + origin() + "')");
            return true;
        } catch (IllegalStateException inUse) {
            return false;
        }
    }

    private void awaitFree() throws Exception {
        try (Database other = Database.at(url("postgres"))) {
            await("the origin to be free").until(() -> setUp(other));
            other.execute("SELECT pg_replication_origin_session_reset()");
        }
    }

    @Test
    void usesOriginAgainAfterBatchThatFails() throws Exception {
        database.execute("ALTER TABLE " + TABLE + " ADD CHECK (\"City\" <> 'Nowhere')");
        List<SinkRecord> changes = cities("Oslo");
        changes.set(7, change("u", id(7), version, LONG_AGO, Map.of("City", "Nowhere")));

        sink.put(changes);

        assertThat(sink.errors()).hasSize(1);
        assertThat(database.rows("SELECT count(*) FROM " + TABLE + " WHERE \"City\" = 'Oslo'"))
                .containsExactly(Integer.toString(ROWS - 1));
        images();
        sink.put(cities("Paris"));
        assertThat(images()).isEmpty();
        assertThat(used()).isEqualTo(1);
    }

    /** Behind a pooler, another client would use the process next. */
    @Test
    void leavesOriginAfterBatchThatFails() throws Exception {
        database.execute("ALTER TABLE " + TABLE + " ADD CHECK (\"City\" <> 'Oslo')");

        sink.put(cities("Oslo"));

        assertThat(sink.errors()).hasSize(ROWS);
        awaitFree();
    }

    @Test
    void showsReaderEditsThatTriggersMake() throws Exception {
        database.execute("CREATE FUNCTION follow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE " + TABLE
                + " SET \"Name\" = 'Followed' WHERE \"Id\" = '" + id(0) + "' AND NEW.\"Id\" = '" + id(1)
                + "'; RETURN NULL; END $$");
        database.execute("CREATE TRIGGER follow AFTER UPDATE OF \"City\" ON " + TABLE
                + " FOR EACH ROW EXECUTE FUNCTION follow()");

        sink.put(cities("Oslo"));

        assertAllIn("Oslo");
        assertThat(images()).contains(id(0));
        assertThat(used()).isZero();
        assertThat(database.rows("SELECT \"Name\" FROM " + TABLE + " WHERE _sync_pending IS NOT NULL"))
                .containsExactly("Followed");
    }

    @Test
    void writesWithoutTheRightToUseOrigins() throws Exception {
        database.execute("CREATE ROLE plain_" + name + " LOGIN");
        database.execute("ALTER TABLE " + TABLE + " OWNER TO plain_" + name);
        database.execute("DROP SCHEMA tandem CASCADE");
        database.execute("GRANT CREATE ON DATABASE " + name + " TO plain_" + name);
        database.execute("GRANT ALL ON SCHEMA salesforce TO plain_" + name);
        sink.restart().with("connection.url", url("plain_" + name));

        sink.put(cities("Oslo"));

        assertAllIn("Oslo");
        assertThat(images()).hasSize(ROWS);
        String warning = warnings.texts().stream()
                .filter(text -> text.contains("GRANT EXECUTE"))
                .findFirst()
                .orElseThrow();
        database.execute(warning.substring(warning.indexOf("GRANT EXECUTE"), warning.indexOf(", or set")));
        sink.restart().put(cities("Paris"));

        assertAllIn("Paris");
        assertThat(images()).isEmpty();
    }

    @Test
    void usesNoOriginIfSwitchedOff() throws Exception {
        sink.restart().with("replication.origin", "off");

        sink.put(cities("Oslo"));

        assertThat(images()).hasSize(ROWS);
        assertThat(used()).isZero();
    }
}
