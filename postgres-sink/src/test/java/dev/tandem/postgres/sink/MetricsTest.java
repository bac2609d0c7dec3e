/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.event.ChangeHeaders;
import java.lang.management.ManagementFactory;
import java.util.Map;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The metrics of a task over JMX, which is all that workers before Kafka 4.1 have. */
class MetricsTest extends SinkTest {
    private static final MBeanServer BEANS = ManagementFactory.getPlatformMBeanServer();
    private static final String TASK = "dev.tandem:type=postgres-sink,connector=\"metered\",task=0";

    @BeforeEach
    void configure() {
        sink.with("name", "metered");
    }

    private static FlatRecords things() {
        return new FlatRecords("public.things").field("v", Schema.OPTIONAL_STRING_SCHEMA);
    }

    private static long ofTask(String attribute) throws Exception {
        return (Long) BEANS.getAttribute(new ObjectName(TASK), attribute);
    }

    private static long ofTable(String table, String attribute) throws Exception {
        return (Long) BEANS.getAttribute(new ObjectName(TASK + ",table=\"" + table + "\""), attribute);
    }

    @Test
    void countsBatchesWithSizeAndTime() throws Exception {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, v text, _sync_version bigint);"
                + " CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.05); RETURN NEW; END $$;"
                + " CREATE TRIGGER dawdle BEFORE INSERT ON things FOR EACH ROW EXECUTE FUNCTION dawdle()");
        FlatRecords records = things();
        sink.put(records.row(1, "a"), records.row(2, "a")).put(records.row(3, "a"));
        assertThat(ofTask("batches")).isEqualTo(2);
        assertThat(ofTask("batch-records")).isEqualTo(3);
        assertThat(ofTask("batch-ms")).isGreaterThanOrEqualTo(150);
    }

    @Test
    void countsLagFromSourceCommitOrElseFromRecordTime() throws Exception {
        SinkRecord change = Changes.create("1", 10, Map.of("Name", "a"));
        long committed = System.currentTimeMillis() - 5_000;
        change.headers().addLong(ChangeHeaders.COMMIT_TS, committed * 1000);
        SinkRecord flat = things().row(1, "a");
        sink.put(change, flat);
        long now = System.currentTimeMillis();
        assertThat(ofTable("salesforce.Account", "lag-ms")).isBetween(5_000L, now - committed);
        assertThat(ofTable("public.things", "lag-ms"))
                .isBetween(now - flat.timestamp() - 60_000, now - flat.timestamp());
    }

    @Test
    void countsRetriesAndRejectedRecords() throws Exception {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, v text CHECK (v <> 'bad'), _sync_version bigint)");
        FlatRecords records = things();
        sink.put(records.row(1, "good"), records.row(2, "bad"));
        assertThat(ofTask("records-rejected")).isEqualTo(1);
        assertThat(ofTable("public.things", "records-rejected")).isEqualTo(1);
        assertThat(ofTask("retries")).isZero();
        database.rows(
                "SELECT pg_terminate_backend(pid) FROM (SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
                        + " AND application_name = 'tandem-postgres-sink' OFFSET 0) s");
        assertThatThrownBy(() -> sink.put(records.row(3, "good"))).isInstanceOf(RetriableException.class);
        assertThat(ofTask("retries")).isEqualTo(1);
    }

    @Test
    void keepsFormerNamesForOneRelease() throws Exception {
        ObjectName former = new ObjectName("dev.tandem.postgres.sink:connector=\"metered\",table=\"public.things\",*");
        database.execute("CREATE TABLE things (id int PRIMARY KEY, v text CHECK (v <> 'bad'))");

        sink.put(things().row(1, "bad"));

        ObjectName bean = BEANS.queryNames(former, null).iterator().next();
        assertThat(BEANS.getAttribute(bean, "records-refused")).isEqualTo(1L);
        assertThat(bean.getKeyProperty("type")).isNotNull();
    }

    @Test
    void resetsLagOnceNoRecordsAreWaiting() throws Exception {
        sink.put(things().row(1, "a"));
        long lag = ofTable("public.things", "lag-ms");

        sink.put(java.util.List.of());

        assertThat(lag).isPositive();
        assertThat(ofTable("public.things", "lag-ms")).isZero();
    }

    @Test
    void countsUpdatesWithoutRowByOperation() throws Exception {
        sink.put(
                Changes.update("1", 1, Map.of("Name", "a")),
                Changes.update("2", 2, Map.of("Name", "a")),
                Changes.read("3", 3, Map.of("Name", "a")),
                Changes.delete("4", 4));
        sink.put(Changes.update("1", 5, Map.of("Name", "b")), Changes.update("5", 6, Map.of("Name", "b")));
        sink.put(Changes.read("6", 7, Map.of("Name", "c")), Changes.update("7", 8, Map.of("Name", "c")));

        assertThat(ofTable("salesforce.Account", "updates-missing")).isEqualTo(4);
        assertThat(ofTable("salesforce.Account", "rows-inserted")).isEqualTo(6);
    }

    @Test
    void countsSchemaChanges() throws Exception {
        FlatRecords records = things();
        sink.put(records.row(1, "a"));
        assertThat(ofTable("public.things", "schema-changes")).isEqualTo(1);
        sink.put(records.field("more", Schema.OPTIONAL_STRING_SCHEMA).row(1, "a", "b"));
        assertThat(ofTable("public.things", "schema-changes")).isEqualTo(2);
    }

    @Test
    void removesItsMetricsButNotThoseOfSuccessor() throws Exception {
        sink.put(things().row(1, "a"));
        try (Harness successor = Harness.on(database).with("name", "metered")) {
            FlatRecords records = things();
            successor.put(records.row(2, "a"), records.row(3, "a"));
            sink.close();
            assertThat(ofTask("batch-records")).isEqualTo(2);
            assertThat(ofTable("public.things", "rows-inserted")).isEqualTo(2);
        }
        assertThat(BEANS.queryNames(new ObjectName(TASK + ",*"), null)).isEmpty();
        assertThat(BEANS.isRegistered(new ObjectName(TASK))).isFalse();
    }
}
