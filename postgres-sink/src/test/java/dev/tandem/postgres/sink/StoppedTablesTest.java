/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.postgres.testing.Database;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.management.ObjectName;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables that cannot be created, changed or switched for a time, next to others of the same task. */
class StoppedTablesTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    @AutoClose
    private final Database database = Database.create();

    @AutoClose
    private final ReadingWorker worker = new ReadingWorker(database);

    @AutoClose
    private final LoggedWarnings warnings = LoggedWarnings.open();

    @BeforeEach
    void readOneOfEach() {
        createAccount("1");
        createContact("a");
        worker.start().readAll();
        worker.stop();
    }

    private void createAccount(String id) {
        worker.append(Changes.create(id, worker.end() + 1, Map.of("Name", "of " + id)));
    }

    private void createContact(String id) {
        worker.append(Contacts.change("c", id, id.charAt(0), NOW, Map.of("Name", "of " + id, "City", "Rome")));
    }

    private void switchContactsTo(String access) {
        worker.with("topics.to.access.mapping", Contacts.TOPIC + ":" + access)
                .with("topics.to.external.id.mapping", Contacts.TOPIC + ":Key__c");
    }

    private List<String> accounts() {
        return database.rows("SELECT \"Id\" FROM salesforce.\"Account\" ORDER BY 1");
    }

    private List<String> contacts() {
        return database.rows("SELECT \"Id\" FROM salesforce.\"Contact\" WHERE \"City\" = 'Rome' ORDER BY 1");
    }

    private static long stopped() throws Exception {
        ObjectName bean = new ObjectName(
                "dev.tandem:type=postgres-sink,connector=\"watched\",task=0,table=\"salesforce.Contact\"");
        return (Long) ManagementFactory.getPlatformMBeanServer().getAttribute(bean, "stopped");
    }

    /** Reads until an account is there, whatever becomes of the contacts. */
    private void readUntilAccount(String id) {
        while (!accounts().contains(id) || worker.committed() < worker.end()) {
            worker.poll();
            worker.commit();
        }
    }

    private void readUntilContactsAre(String... ids) {
        while (!contacts().equals(List.of(ids))
                || worker.committed(Contacts.TOPIC) < ids.length
                || worker.committed() < worker.end()) {
            worker.poll();
            worker.commit();
        }
        worker.poll();
    }

    private List<String> errors() {
        return warnings.texts().stream()
                .filter(text -> text.contains("is stopped"))
                .toList();
    }

    private void assertOnlyContactsWait(String error) throws Exception {
        assertThat(contacts()).isEqualTo(List.of("a"));
        assertThat(worker.committed(Contacts.TOPIC)).isEqualTo(1);
        assertThat(stopped()).isEqualTo(1);
        assertThat(errors()).first().asString().contains("Table salesforce.Contact is stopped", error);
    }

    @ParameterizedTest
    @CsvSource({"read_write,true", "read_write,false", "read_only,true", "read_only,false"})
    void stopsOnlyTableThatIsLocked(String access, String behind) throws Exception {
        worker.with("write.behind", behind).with("schema.lock.timeout.ms", "100");
        if (access.equals("read_write")) {
            switchContactsTo(access);
        } else {
            database.execute("ALTER TABLE salesforce.\"Contact\" DROP COLUMN \"Key__c\"");
        }
        createContact("b");
        createContact("c");
        createAccount("2");
        worker.start();
        try (Connection user = DriverManager.getConnection(database.url());
                Statement statement = user.createStatement()) {
            user.setAutoCommit(false);
            statement.execute("UPDATE salesforce.\"Contact\" SET \"Name\" = 'mine'");

            readUntilAccount("2");
            createContact("d");
            createAccount("3");
            readUntilAccount("3");

            assertOnlyContactsWait("lock");
            user.rollback();
        }
        readUntilContactsAre("a", "b", "c", "d");
        assertThat(stopped()).isZero();
        assertThat(contacts()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void stopsOnlyTableWhoseEditsArePending() throws Exception {
        switchContactsTo("read_write");
        createContact("b");
        worker.start().readAll();
        worker.stop();
        database.execute("UPDATE salesforce.\"Contact\" SET \"Name\" = 'mine' WHERE \"Id\" = 'a'");
        switchContactsTo("read_only");
        createContact("c");
        createAccount("2");

        worker.start();
        readUntilAccount("2");

        assertThat(errors()).first().asString().contains("cannot become read_only");
        assertThat(contacts()).containsExactly("a", "b");
        assertThat(worker.committed(Contacts.TOPIC)).isEqualTo(2);

        database.execute("SELECT tandem.revert('salesforce.\"Contact\"', 'a')");
        readUntilContactsAre("a", "b", "c");
        assertThat(stopped()).isZero();
    }

    @Test
    void stopsOnlyTableThatUserMayNotChange() throws Exception {
        String role = "poor_" + database.rows("SELECT current_database()").get(0);
        database.execute("CREATE ROLE " + role + " LOGIN; GRANT USAGE, CREATE ON SCHEMA tandem, salesforce TO " + role
                + "; GRANT ALL ON ALL TABLES IN SCHEMA tandem, salesforce TO " + role
                + "; ALTER TABLE salesforce.\"Contact\" DROP COLUMN \"Key__c\"");
        worker.with("connection.url", database.url().replace("user=postgres", "user=" + role));
        createContact("b");
        createAccount("2");

        worker.start();
        readUntilAccount("2");

        assertOnlyContactsWait("must be owner of table Contact");
        database.execute("ALTER TABLE salesforce.\"Contact\" OWNER TO " + role);
        readUntilContactsAre("a", "b");
        assertThat(stopped()).isZero();
        worker.kill();
        database.execute("REASSIGN OWNED BY " + role + " TO postgres; DROP OWNED BY " + role + "; DROP ROLE " + role);
    }

    @Test
    void stopsOnlyTableThatCannotBecomeTwoWay() throws Exception {
        database.execute("CREATE TABLE badges AS SELECT \"Id\" FROM salesforce.\"Contact\";"
                + " ALTER TABLE badges ADD FOREIGN KEY (\"Id\") REFERENCES salesforce.\"Contact\"");
        switchContactsTo("read_write");
        createContact("b");
        createAccount("2");

        worker.start();
        readUntilAccount("2");

        assertOnlyContactsWait("foreign keys refer to its primary key");
        database.execute("DROP TABLE badges");
        readUntilContactsAre("a", "b");
        assertThat(stopped()).isZero();
    }

    @Test
    void comesBackSoonWhileOtherTablesAreWritten() {
        database.execute("CREATE TABLE badges AS SELECT \"Id\" FROM salesforce.\"Contact\";"
                + " ALTER TABLE badges ADD FOREIGN KEY (\"Id\") REFERENCES salesforce.\"Contact\"");
        switchContactsTo("read_write");
        worker.with("retry.backoff.ms", "60000");
        createContact("b");
        worker.start();
        while (errors().isEmpty()) {
            worker.poll();
        }
        long untilNextTry = worker.timeout();

        createAccount("2");
        worker.poll();

        assertThat(untilNextTry).isGreaterThan(1_000);
        assertThat(worker.timeout()).isEqualTo(100);
    }

    @Test
    void keepsRecordsOfStoppedTableForNextTask() throws Exception {
        worker.with("schema.lock.timeout.ms", "100");
        database.execute("ALTER TABLE salesforce.\"Contact\" DROP COLUMN \"Key__c\"");
        createContact("b");
        createAccount("2");
        try (Connection user = DriverManager.getConnection(database.url());
                Statement statement = user.createStatement()) {
            user.setAutoCommit(false);
            statement.execute("UPDATE salesforce.\"Contact\" SET \"Name\" = 'mine'");
            worker.start();
            readUntilAccount("2");
            worker.stop();
            user.rollback();
        }

        worker.start();
        readUntilContactsAre("a", "b");
    }

    @Test
    void readsOnAfterRebalance() throws Exception {
        database.execute("CREATE TABLE badges AS SELECT \"Id\" FROM salesforce.\"Contact\";"
                + " ALTER TABLE badges ADD FOREIGN KEY (\"Id\") REFERENCES salesforce.\"Contact\"");
        switchContactsTo("read_write");
        worker.with("retry.backoff.ms", "60000");
        createContact("b");
        worker.start();
        while (errors().isEmpty()) {
            worker.poll();
        }
        database.execute("DROP TABLE badges");

        worker.rebalance();

        readUntilContactsAre("a", "b");
        assertThat(stopped()).isZero();
    }

    /** Reads a contact and account 2, until the contact waits because the accounts are stopped. They are not any more then. */
    private void readContactWhileAccountsAreStopped(String parent) throws SQLException {
        worker.with("schema.lock.timeout.ms", "100");
        database.execute(
                "ALTER TABLE salesforce.\"Contact\" ADD CONSTRAINT parent FOREIGN KEY (\"Name\")"
                        + " REFERENCES salesforce.\"Account\" NOT VALID; ALTER TABLE salesforce.\"Account\" DROP COLUMN \"City\"");
        worker.append(Contacts.change("c", "b", 11, NOW, Map.of("Name", parent, "City", "Rome")));
        createAccount("2");
        worker.start();
        try (Connection user = DriverManager.getConnection(database.url());
                Statement statement = user.createStatement()) {
            user.setAutoCommit(false);
            statement.execute("UPDATE salesforce.\"Account\" SET \"Name\" = 'mine'");
            while (errors().stream().noneMatch(text -> text.contains("Contact"))) {
                worker.poll();
            }
            user.rollback();
        }
    }

    @Test
    void rejectsChildWithoutParentOnceNoTableIsStopped() throws Exception {
        readContactWhileAccountsAreStopped("none");

        assertThatThrownBy(() -> readUntilContactsAre("a", "b")).hasStackTraceContaining("parent");
        assertThat(accounts()).containsExactly("1", "2");
    }

    @Test
    void childrenWaitForStoppedParents() throws Exception {
        readContactWhileAccountsAreStopped("2");

        readUntilContactsAre("a", "b");
        assertThat(accounts()).containsExactly("1", "2");
    }
}
