/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.event.ChangeHeaders;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Columns of a two-way table whose types change while edits of them are pending. */
class TwoWayTypesTest extends SinkTest {
    private static final String ID = "001A0000001aaaaAAA";
    private static final String WISHES =
            "SELECT p.key, p.value ->> 'base' FROM salesforce.\"Account\", jsonb_each(_sync_pending) p";

    private static SinkRecord employees(String operation, long version, Instant at, int employees) {
        SinkRecord record = operation.equals("r")
                ? Changes.read(ID, version, Map.of("Name", "Acme", "Employees", employees))
                : Changes.update(ID, version, Map.of("Employees", employees));
        record.headers().addLong(ChangeHeaders.COMMIT_TS, at.getEpochSecond() * 1_000_000);
        return record;
    }

    @ParameterizedTest
    @ValueSource(strings = {"bigint", "numeric", "numeric(10,2)", "double precision", "text", "varchar(20)"})
    void keepsPendingEdits(String type) {
        Instant longAgo = Instant.parse("2020-01-01T00:00:00Z");
        sink.with("access", "read_write").put(employees("r", 10, longAgo, 10));
        for (int i = 0; i < 6; i++) {
            database.execute("BEGIN; UPDATE salesforce.\"Account\" SET \"Employees\" = 9; ROLLBACK");
        }
        database.execute("UPDATE salesforce.\"Account\" SET \"Employees\" = 11");

        database.execute("ALTER TABLE salesforce.\"Account\" ALTER \"Employees\" TYPE " + type);
        sink.put(employees("u", 11, longAgo, 12));

        assertThat(database.rows(WISHES)).hasSize(1).first().asString().matches("Employees\\|12(\\.0+)?");
        assertThat(database.rows("SELECT \"Employees\"::numeric = 11 FROM salesforce.\"Account\""))
                .containsExactly("t");
        assertThat(database.rows("SELECT field, remote_value::text::numeric = 12 FROM tandem.conflicts"))
                .hasSize(1);

        database.execute("UPDATE salesforce.\"Account\" SET \"Employees\" = '13'");
        sink.restart().put(employees("u", 12, Instant.parse("2099-01-01T00:00:00Z"), 14));

        assertThat(database.rows(WISHES)).isEmpty();
        assertThat(database.rows("SELECT \"Employees\"::numeric = 14, _sync_version FROM salesforce.\"Account\""))
                .containsExactly("t|12");
        assertThat(sink.errors()).isEmpty();
    }

    /** A value of a read that differs from the base counts as changed when the record was, which may be after the edit. */
    @ParameterizedTest
    @ValueSource(strings = {"json", "jsonb"})
    void keepsEditOfDocumentThatSalesforceSpellsInAnotherWay(String type) {
        long version = Instant.parse("2099-01-01T00:00:00Z").getEpochSecond() * 1_000_000;
        Map<String, Object> record = Map.of("Name", "Acme", "City", "{\"b\": 1.0, \"a\": [1,2],  \"b\": 2.50}");
        sink.with("access", "read_write").put(Changes.read(ID, 10, record));
        database.execute("ALTER TABLE salesforce.\"Account\" ALTER \"City\" TYPE " + type + " USING \"City\"::" + type);
        database.execute("UPDATE salesforce.\"Account\" SET \"City\" = '{\"a\": 3}'");

        sink.put(Changes.read(ID, version, record));

        assertThat(database.rows("SELECT \"City\" ->> 'a', _sync_version FROM salesforce.\"Account\""))
                .containsExactly("3|" + version);
        assertThat(database.rows(WISHES)).hasSize(1).first().asString().startsWith("City|");
        assertThat(database.rows("SELECT FROM tandem.conflicts")).isEmpty();
        assertThat(sink.errors()).isEmpty();
    }
}
