/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static dev.tandem.postgres.sink.Changes.announcement;
import static dev.tandem.postgres.sink.Changes.create;
import static dev.tandem.postgres.sink.Changes.delete;
import static dev.tandem.postgres.sink.Changes.read;
import static dev.tandem.postgres.sink.Changes.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.event.ChangeHeaders;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

/** Effects of the transform's records: each test puts them in one transaction, and each in a transaction of its own. */
class TandemRecordsTest extends SinkTest {
    private static final String ROWS =
            "SELECT \"Id\", \"Name\", \"City\", \"Employees\", _sync_version FROM salesforce.\"Account\" ORDER BY 1";

    private void expectRows(Harness task, SinkRecord record, String... rows) {
        task.put(record);
        assertThat(database.rows(ROWS)).containsExactly(rows);
        assertThat(task.errors()).isEmpty();
    }

    private void expect(List<SinkRecord> records, String... rows) {
        sink.put(records);
        assertThat(database.rows(ROWS)).containsExactly(rows);

        sink.put(records);
        assertThat(database.rows(ROWS)).as("written again").containsExactly(rows);

        database.execute("DROP SCHEMA salesforce CASCADE; DELETE FROM tandem.tombstones");
        records.forEach(sink::put);
        assertThat(database.rows(ROWS)).as("one by one").containsExactly(rows);

        records.forEach(sink::put);
        assertThat(database.rows(ROWS)).as("one by one, again").containsExactly(rows);
        assertThat(sink.errors()).isEmpty();
    }

    @Test
    void createsTableAndInserts() {
        expect(List.of(create("1", 10, Map.of("Name", "Acme", "Employees", 7))), "1|Acme|null|7|10");
        assertThat(database.rows("SELECT column_name, data_type FROM information_schema.columns"
                        + " WHERE table_name = 'Account' ORDER BY ordinal_position"))
                .containsExactly("Id|text", "Name|text", "City|text", "Employees|integer", "_sync_version|bigint");
    }

    @Test
    void createsTableOfObjectWithoutRecords() {
        expectRows(sink, announcement(10));
        assertThat(database.rows("SELECT column_name, data_type FROM information_schema.columns"
                        + " WHERE table_name = 'Account' ORDER BY ordinal_position"))
                .containsExactly("Id|text", "Name|text", "City|text", "Employees|integer", "_sync_version|bigint");
    }

    @Test
    void createsTableOfObjectWithoutRecordsAlsoIfDeletesAreOff() {
        sink.with("delete.enabled", "false");

        expectRows(sink.restart(), announcement(10));
    }

    @Test
    void appliesDeleteThatCarriesValue() {
        SinkRecord deletion = delete("1", 11);
        Struct value = new Struct(Changes.ACCOUNT).put("Id", "1");
        sink.put(read("1", 10, Map.of("Name", "Acme")));

        expectRows(
                sink,
                deletion.newRecord(
                        Changes.TOPIC,
                        0,
                        Changes.KEY,
                        deletion.key(),
                        Changes.ACCOUNT,
                        value,
                        deletion.timestamp(),
                        deletion.headers()));
    }

    @Test
    void ignoresAnnouncementWhereValuesHaveTheKey() {
        sink.with("pk.mode", "record_value").with("pk.fields", "Id").with("delete.enabled", "false");
        sink.restart().put(read("1", 10, Map.of("Name", "Acme", "City", "Rome", "Employees", 7)));

        expectRows(sink, announcement(11), "1|Acme|Rome|7|10");
    }

    @Test
    void addsColumnsThatAnnouncementBrings() {
        sink.put(read("1", 10, Map.of("Name", "Acme", "City", "Rome", "Employees", 7)));
        database.execute("ALTER TABLE salesforce.\"Account\" DROP \"City\"");

        expectRows(sink.restart(), announcement(11), "1|Acme|null|7|10");
    }

    @Test
    void appliesAnUpdateToItsFieldsOnly() {
        expect(
                List.of(
                        read("1", 10, Map.of("Name", "Acme", "City", "Rome", "Employees", 7)),
                        update("1", 11, Map.of("City", "Oslo"))),
                "1|Acme|Oslo|7|11");
    }

    @Test
    void appliesAnyMixOfFieldsInOneBatch() {
        expect(
                List.of(
                        read("1", 10, Map.of("Name", "A", "City", "X", "Employees", 1)),
                        read("2", 11, Map.of("Name", "B", "City", "Y", "Employees", 2)),
                        read("3", 12, Map.of("Name", "C", "City", "Z", "Employees", 3)),
                        update("1", 13, Map.of("City", "Oslo")),
                        update("2", 14, Map.of("Name", "Bee")),
                        update("3", 15, Collections.singletonMap("Employees", null))),
                "1|A|Oslo|1|13",
                "2|Bee|Y|2|14",
                "3|C|Z|null|15");
    }

    @Test
    void keepsNewerRowWhenOlderChangeArrives() {
        expect(
                List.of(
                        create("1", 20, Map.of("Name", "new", "City", "Rome")),
                        update("1", 10, Map.of("Name", "old", "Employees", 3))),
                "1|new|Rome|null|20");
    }

    @Test
    void insertsWhatUpdateOfMissingRowKnows() {
        expect(List.of(update("1", 10, Map.of("City", "Rome"))), "1|null|Rome|null|10");
    }

    @Test
    void ignoresChangesOlderThanTombstone() {
        expect(List.of(
                create("1", 10, Map.of("Name", "Acme")),
                delete("1", 20),
                update("1", 15, Map.of("Name", "late")),
                create("1", 12, Map.of("Name", "late"))));
        assertThat(database.rows("SELECT table_schema, table_name, key, version FROM tandem.tombstones"))
                .containsExactly("salesforce|Account|1|20");
    }

    @Test
    void remembersDeleteThatComesFirst() {
        expect(
                List.of(delete("1", 20), create("1", 10, Map.of("Name", "late")), create("2", 11, Map.of("Name", "x"))),
                "2|x|null|null|11");
    }

    @Test
    void ignoresStaleDelete() {
        expect(List.of(create("1", 20, Map.of("Name", "Acme")), delete("1", 10)), "1|Acme|null|null|20");
        assertThat(database.rows("SELECT * FROM tandem.tombstones")).isEmpty();
    }

    @Test
    void bringsRowBackAndRemovesTombstone() {
        expect(
                List.of(
                        create("1", 10, Map.of("Name", "Acme", "City", "Rome")),
                        delete("1", 20),
                        create("1", 30, Map.of("Name", "Again"))),
                "1|Again|null|null|30");
        assertThat(database.rows("SELECT * FROM tandem.tombstones")).isEmpty();
    }

    @Test
    void ignoresOnlyStalePartOfChainOfPartialChanges() {
        sink.put(read("1", 10, Map.of("Name", "A", "City", "X", "Employees", 1)));
        SinkRecord first = update("1", 11, Map.of("Name", "eleven"));
        SinkRecord second = update("1", 12, Map.of("Name", "twelve", "City", "twelve"));
        sink.put(first, second);
        // Redelivered in a put that begins earlier and ends later.
        sink.put(first, second, update("1", 13, Map.of("Employees", 13)));
        assertThat(database.rows(ROWS)).containsExactly("1|twelve|twelve|13|13");

        sink.put(update("1", 12, Map.of("Name", "stale")), update("1", 14, Map.of("City", "new")));
        assertThat(database.rows(ROWS)).containsExactly("1|twelve|new|13|14");
    }

    @Test
    void addsColumnsThatRecordsBring() {
        sink.put(create("1", 10, Map.of("Name", "Acme")));
        var wider = org.apache.kafka.connect.data.SchemaBuilder.struct()
                .optional()
                .field("Id", org.apache.kafka.connect.data.Schema.OPTIONAL_STRING_SCHEMA)
                .field("Name", org.apache.kafka.connect.data.Schema.OPTIONAL_STRING_SCHEMA)
                .field("Phone", org.apache.kafka.connect.data.Schema.OPTIONAL_STRING_SCHEMA)
                .build();
        sink.put(
                update("1", 11, Map.of("City", "Rome")),
                Changes.change("u", "1", 12, wider, Map.of("Phone", "123"), List.of("Phone")),
                Changes.change("c", "2", 13, wider, Map.of("Phone", "456"), Arrays.asList("Phone")));
        assertThat(database.rows("SELECT \"Id\", \"Name\", \"City\", \"Phone\" FROM salesforce.\"Account\" ORDER BY 1"))
                .containsExactly("1|Acme|Rome|123", "2|null|null|456");
    }

    @Test
    void reportsMarkedRecordAndWritesTheRest() {
        SinkRecord bad = create("2", 11, Map.of("Name", "Bad"));
        bad.headers().addString(ChangeHeaders.ERROR, "field Amount is not a number.");
        sink.put(create("1", 10, Map.of("Name", "Good")), bad, create("3", 12, Map.of("Name", "Good")));
        assertThat(database.rows("SELECT \"Id\" FROM salesforce.\"Account\" ORDER BY 1"))
                .containsExactly("1", "3");
        assertThat(sink.errors()).singleElement().asString().contains("field Amount is not a number.");
    }

    @Test
    void deletesOlderRowsOnTruncateForGood() {
        sink.with("truncate.enabled", "true");
        ConnectHeaders headers = new ConnectHeaders();
        headers.addString(ChangeHeaders.OP, "t").addLong(ChangeHeaders.VERSION, 20);
        SinkRecord truncate = new SinkRecord(Changes.TOPIC, 0, null, null, null, null, 999, null, null, headers);
        SinkRecord older = create("1", 10, Map.of("Name", "old"));
        sink.put(older, create("2", 30, Map.of("Name", "newer")), truncate, create("3", 40, Map.of("Name", "after")));
        sink.put(older);
        assertThat(database.rows("SELECT \"Id\" FROM salesforce.\"Account\" ORDER BY 1"))
                .containsExactly("2", "3");
    }

    @Test
    void rejectsTruncateWithoutVersion() {
        sink.with("truncate.enabled", "true");
        ConnectHeaders headers = new ConnectHeaders();
        headers.addString(ChangeHeaders.OP, "t").addString(ChangeHeaders.VERSION, "soon");
        SinkRecord truncate = new SinkRecord(Changes.TOPIC, 0, null, null, null, null, 999, null, null, headers);
        sink.put(create("1", 10, Map.of("Name", "one")), truncate, create("2", 20, Map.of("Name", "two")));
        assertThat(sink.errant()).containsExactly(truncate);
        assertThat(database.rows("SELECT \"Id\" FROM salesforce.\"Account\" ORDER BY 1"))
                .containsExactly("1", "2");
    }
}
