/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Date;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Timestamp;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A table of Heroku Connect that the sink takes over, with a subset of the fields. */
class TakeOverTest extends SinkTest {
    private static final String COLUMNS = "SELECT string_agg(attname, ',' ORDER BY attnum) FROM pg_attribute"
            + " WHERE attrelid = 'salesforce.account'::regclass AND attnum > 0 AND NOT attisdropped AND attname NOT LIKE '\\_sync%'";

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
    void fillsWhatChangeEventsLack() {
        Schema row = SchemaBuilder.struct()
                .optional()
                .field("Id", Schema.OPTIONAL_STRING_SCHEMA)
                .field("Name", Schema.OPTIONAL_STRING_SCHEMA)
                .field("LastModifiedDate", Timestamp.builder().optional().build())
                .build();
        sink.with("schema.evolution", "subset");

        sink.put(
                Changes.change("r", "001", 1_000_000, row, Map.of("LastModifiedDate", new Date(500)), null),
                Changes.change("c", "002", 2_000_000, row, Map.of("Name", "Eva"), List.of("Name")));
        List<String> first = database.rows("SELECT sfid, isdeleted, systemmodstamp FROM salesforce.account ORDER BY 1");
        sink.put(Changes.change("u", "001", 3_000_000, row, Map.of("Name", "Ida"), List.of("Name")));

        assertThat(first).containsExactly("001|f|1970-01-01 00:00:00.5", "002|f|1970-01-01 00:00:02");
        assertThat(database.rows("SELECT sfid FROM salesforce.account WHERE isdeleted = false"
                        + " AND systemmodstamp > '1970-01-01 00:00:02'"))
                .containsExactly("001");
        assertThat(warnings.texts()).noneMatch(warning -> warning.contains("systemmodstamp"));
        assertThat(sink.errors()).isEmpty();
    }

    @Test
    void movesStampThatOnlyReadsCarry() {
        Schema row = SchemaBuilder.struct()
                .optional()
                .field("Id", Schema.OPTIONAL_STRING_SCHEMA)
                .field("SystemModstamp", Timestamp.builder().optional().build())
                .build();

        sink.put(Changes.change("r", "001", 1_000_000, row, Map.of("SystemModstamp", new Date(700)), null));
        List<String> read = database.rows("SELECT systemmodstamp FROM salesforce.account");
        sink.put(Changes.change("u", "001", 2_000_000, row, Map.of(), List.of()));

        assertThat(read).containsExactly("1970-01-01 00:00:00.7");
        assertThat(database.rows("SELECT systemmodstamp FROM salesforce.account"))
                .containsExactly("1970-01-01 00:00:02");
    }

    @Test
    void addsNoColumnForWhatRecordsLack() {
        database.execute("ALTER TABLE salesforce.account DROP COLUMN isdeleted, DROP COLUMN systemmodstamp");

        sink.put(Changes.read("001", 1, Map.of("Name", "Ada")));

        assertThat(database.rows(COLUMNS)).containsExactly("id,sfid,name,_hc_lastop,_hc_err,city,employees");
        assertThat(sink.errors()).isEmpty();
    }

    @Test
    void warnsOfColumnsThatNoRecordFills() {
        database.execute(
                "ALTER TABLE salesforce.account ADD COLUMN lastactivitydate date, ADD COLUMN owner__name varchar(80),"
                        + " ADD COLUMN label text GENERATED ALWAYS AS (upper(name)) STORED");

        sink.put(Changes.delete("000", 1));
        List<String> afterDelete = List.copyOf(warnings.texts());
        sink.put(Changes.read("001", 2, Map.of("Name", "Ada")));
        sink.put(Changes.update("001", 3, Map.of("Name", "Eva")));

        assertThat(afterDelete).isEmpty();
        assertThat(warnings.texts())
                .filteredOn(warning -> warning.contains("no field of its records fills"))
                .singleElement()
                .asString()
                .contains("salesforce.account", "[lastactivitydate, owner__name]", "field.exclude.list");
        assertThat(database.rows("SELECT name, label FROM salesforce.account")).containsExactly("Eva|EVA");
    }

    @Test
    void marksRowsAsNotDeleted() {
        sink.put(Changes.read("001", 1, Map.of("Name", "Ada")), Changes.create("002", 2, Map.of("Name", "Eva")));
        sink.put(Changes.update("001", 3, Map.of("Name", "Ida")));

        assertThat(database.rows("SELECT sfid FROM salesforce.account WHERE isdeleted = false ORDER BY 1"))
                .isEqualTo(List.of("001", "002"));
    }
}
