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
import java.util.List;
import java.util.Map;
import javax.management.ObjectName;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A database that is restored to an older state while the connector's offsets in Kafka have moved on. */
class RestoredDatabaseTest {
    private static final String CONNECTION =
            "application_name = 'tandem-postgres-sink' AND datname = current_database()";

    @AutoClose
    private final Database database = Database.create();

    @AutoClose
    private final ReadingWorker worker = new ReadingWorker(database);

    @AutoClose
    private final LoggedWarnings warnings = LoggedWarnings.open();

    private void create(String id) {
        worker.append(Changes.create(id, worker.end() + 1, Map.of("Name", "name of " + id, "City", "Turin")));
    }

    private void move(String id, String city) {
        worker.append(Changes.update(id, worker.end() + 1, Map.of("City", city)));
    }

    private List<String> rows() {
        return database.rows("SELECT \"Id\", \"Name\", \"City\" FROM salesforce.\"Account\" ORDER BY 1");
    }

    private void backUp() {
        database.execute("CREATE SCHEMA backup; CREATE TABLE backup.account AS TABLE salesforce.\"Account\";"
                + " CREATE TABLE backup.positions AS TABLE tandem.sink_positions");
    }

    private void restore() {
        database.execute(
                "BEGIN; DELETE FROM salesforce.\"Account\"; INSERT INTO salesforce.\"Account\" TABLE backup.account;"
                        + " DELETE FROM tandem.sink_positions; INSERT INTO tandem.sink_positions TABLE backup.positions; COMMIT");
    }

    private void cutConnections() {
        database.rows("SELECT pg_terminate_backend(pid, 10000) FROM (SELECT pid FROM pg_stat_activity WHERE "
                + CONNECTION + " OFFSET 0) s");
    }

    private List<String> ownWarnings() {
        return warnings.texts().stream()
                .filter(text -> text.contains("lacks records") || text.contains("No record of"))
                .toList();
    }

    private static long partitionsBehind() throws Exception {
        ObjectName bean = new ObjectName("dev.tandem:type=postgres-sink,connector=\"watched\",task=0");
        return (Long) ManagementFactory.getPlatformMBeanServer().getAttribute(bean, "partitions-behind");
    }

    /** Reads two records, makes a backup, and reads another two. */
    private void readFourWithBackupOfTwo() {
        create("1");
        create("2");
        worker.start().readAll();
        backUp();
        create("3");
        move("1", "Rome");
        worker.readAll();
    }

    @Test
    void readsAgainWhatDatabaseLacks() throws Exception {
        readFourWithBackupOfTwo();
        worker.stop();
        restore();
        move("3", "Bari");

        worker.start().readAll();

        assertThat(rows()).containsExactly("1|name of 1|Rome", "2|name of 2|Turin", "3|name of 3|Bari");
        assertThat(worker.committed()).isEqualTo(5);
        assertThat(partitionsBehind()).isEqualTo(1);
        assertThat(ownWarnings())
                .singleElement()
                .asString()
                .contains("salesforce.Account-0 from offset 2", "all before 4", "read its objects again");
    }

    @Test
    void readsAgainThoughNoNewRecordComes() throws Exception {
        readFourWithBackupOfTwo();
        worker.stop();
        restore();

        worker.start().readAll();

        assertThat(rows()).containsExactly("1|name of 1|Rome", "2|name of 2|Turin", "3|name of 3|Turin");
        assertThat(partitionsBehind()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void readsAgainWhileTaskRuns(String behind) throws Exception {
        worker.with("write.behind", behind);
        readFourWithBackupOfTwo();
        restore();
        cutConnections();
        move("3", "Bari");

        worker.readAll();

        assertThat(rows()).containsExactly("1|name of 1|Rome", "2|name of 2|Turin", "3|name of 3|Bari");
        assertThat(worker.committed()).isEqualTo(5);
        assertThat(partitionsBehind()).isEqualTo(1);
        assertThat(ownWarnings()).singleElement().asString().contains("from offset 2");
    }

    /** The database has the last position, but not what was written since. */
    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void readsAgainWhatWasNotCommittedToKafka(String behind) throws Exception {
        create("1");
        worker.with("write.behind", behind).start().readAll();
        backUp();
        create("2");
        worker.poll();
        worker.poll();
        assertThat(rows()).hasSize(2);
        restore();
        cutConnections();
        create("3");

        worker.readAll();

        assertThat(rows()).hasSize(3);
        assertThat(worker.committed()).isEqualTo(3);
        assertThat(partitionsBehind()).isZero();
        assertThat(ownWarnings()).isEmpty();
    }

    @Test
    void readsAgainWhileTaskRunsWithoutNewRecords() throws Exception {
        readFourWithBackupOfTwo();
        restore();

        worker.readAll();

        assertThat(rows()).containsExactly("1|name of 1|Rome", "2|name of 2|Turin", "3|name of 3|Turin");
        assertThat(partitionsBehind()).isEqualTo(1);
    }

    @Test
    void readsEverythingAgainWhenDatabaseHasNoPosition() throws Exception {
        readFourWithBackupOfTwo();
        database.execute("DELETE FROM salesforce.\"Account\"; DROP TABLE tandem.sink_positions");

        worker.readAll();

        assertThat(rows()).containsExactly("1|name of 1|Rome", "2|name of 2|Turin", "3|name of 3|Turin");
        assertThat(worker.committed()).isEqualTo(4);
    }

    @Test
    void goesOnWhereKafkaSaysWhenOffsetsAreReset() throws Exception {
        readFourWithBackupOfTwo();
        worker.stop();
        database.execute("DELETE FROM salesforce.\"Account\"");
        worker.resetTo(0);

        worker.start().readAll();

        assertThat(rows()).hasSize(3);
        assertThat(worker.committed()).isEqualTo(4);
        assertThat(ownWarnings()).isEmpty();
        assertThat(partitionsBehind()).isZero();
    }

    @Test
    void readsNothingAgainAfterCrash() throws Exception {
        create("1");
        worker.start().readAll();
        create("2");
        worker.poll();
        worker.kill();

        worker.start().readAll();

        assertThat(rows()).hasSize(2);
        assertThat(ownWarnings()).isEmpty();
    }

    @Test
    void takesMarkerOfTransactionForNothingLost() throws Exception {
        create("1");
        worker.start().readAll();
        worker.stop();
        worker.appendMarker();
        create("2");

        worker.start().readAll();

        assertThat(rows()).hasSize(2);
        assertThat(worker.committed()).isEqualTo(3);
        assertThat(ownWarnings()).isEmpty();
        assertThat(partitionsBehind()).isZero();
    }

    @Test
    void findsSingleLostRecord() throws Exception {
        create("1");
        worker.start().readAll();
        backUp();
        create("2");
        worker.readAll();
        worker.stop();
        restore();

        worker.start().readAll();

        assertThat(rows()).hasSize(2);
        assertThat(partitionsBehind()).isEqualTo(1);
        assertThat(ownWarnings()).singleElement().asString().contains("from offset 1", "all before 2");
    }

    @Test
    void takesRecordsThatNeverComeForNothingLost() throws Exception {
        create("1");
        worker.start().readAll();
        worker.stop();
        worker.appendMarker();
        worker.appendMarker();
        create("2");

        worker.start().readAll();

        assertThat(rows()).hasSize(2);
        assertThat(worker.committed()).isEqualTo(4);
        assertThat(partitionsBehind()).isZero();
        assertThat(ownWarnings()).singleElement().asString().contains("from offset 1 to before 3", "retention");
    }

    @Test
    void takesOffsetsThatAreSetForwardOnPurpose() throws Exception {
        create("1");
        worker.start().readAll();
        worker.stop();
        create("2");
        create("3");
        create("4");
        worker.resetTo(3);
        database.execute(
                "DELETE FROM tandem.sink_positions WHERE connector = 'watched' AND topic = 'salesforce.Account'");

        worker.start().readAll();

        assertThat(rows()).extracting(row -> row.substring(0, 1)).containsExactly("1", "4");
        assertThat(ownWarnings()).isEmpty();
    }

    @Test
    void namesPositionsThatCannotBeRead() {
        create("1");
        worker.start().readAll();
        database.execute("ALTER TABLE tandem.sink_positions RENAME next_offset TO other");
        cutConnections();
        create("2");

        assertThatThrownBy(worker::readAll)
                .hasMessageStartingWith("Failed to read the positions in tandem.sink_positions: ");
    }

    @Test
    void worksWithoutRightToKeepPositions() throws Exception {
        create("1");
        worker.start().readAll();
        worker.stop();
        database.execute("DROP TABLE tandem.sink_positions; CREATE ROLE unable LOGIN;"
                + " GRANT USAGE ON SCHEMA tandem, salesforce TO unable;"
                + " GRANT ALL ON ALL TABLES IN SCHEMA tandem, salesforce TO unable");
        create("2");

        worker.with("connection.url", database.url().replace("user=postgres", "user=unable"))
                .start()
                .readAll();

        assertThat(rows()).hasSize(2);
        assertThat(worker.committed()).isEqualTo(2);
        assertThat(warnings.texts())
                .filteredOn(text -> text.contains("Grant CREATE on schema tandem"))
                .hasSize(1);
        worker.kill();
        database.execute("DROP OWNED BY unable; DROP ROLE unable");
    }
}
