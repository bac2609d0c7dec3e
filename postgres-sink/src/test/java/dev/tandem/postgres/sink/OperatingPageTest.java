/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static dev.tandem.postgres.sink.Contacts.change;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.plugin.page.Page;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

/** The SQL of {@code docs/operating.md}, read from there. */
class OperatingPageTest extends TwoWayContactTest {
    private static final Page PAGE = Page.of("operating.md", "sql");
    private static final List<String> PENDING = statements("What is pending");
    private static final List<String> STORY = statements("The story of a record");
    private static final List<String> CONFLICT = statements("Bring a losing value back");
    private static final List<String> REBUILD = statements("Rebuild a table");
    private static final List<String> REMOVE = PAGE.under("Remove Tandem");

    @Test
    void runsEveryBlock() {
        assertThat(PAGE.rest()).isEmpty();
    }

    @Test
    void listsWhatIsPendingAndSendsItAgain() {
        database.execute("UPDATE " + TABLE + " SET \"Name\" = 'Ours'");
        database.execute("SELECT set_config('tandem.applying', 'on', true); UPDATE " + TABLE
                + " SET _sync_state = 'failed', _sync_error = 'TOO_LONG'");

        List<String> pending = database.rows(PENDING.get(0));
        database.rows(PENDING.get(1));

        assertThat(pending).singleElement().asString().contains("Contact", ID, "Name", "failed", "TOO_LONG");
        assertThat(database.rows("SELECT state FROM tandem.pending")).containsExactly("pending");
    }

    @Test
    void explainsARecord() {
        database.execute("UPDATE " + TABLE + " SET \"Name\" = 'Ours'");

        assertThat(database.rows(STORY.get(0)))
                .anySatisfy(line -> assertThat(line).contains("wish", "Name", "Ours", "Acme"));
        assertThat(database.rows(STORY.get(1))).singleElement().asString().startsWith(ID);
    }

    @Test
    void bringsALosingValueBack() throws IOException {
        database.execute("UPDATE " + TABLE + " SET \"Name\" = 'Ours'");
        sink.put(change("u", ID, 11, FUTURE, Map.of("Name", "Theirs")));

        List<String> conflicts = database.rows(CONFLICT.get(0));
        String id = conflicts.get(0).split("\\|", 2)[0];
        database.rows(CONFLICT.get(1).replace("42", id));

        assertThat(conflicts).singleElement().asString().contains(ID, "Name", "\"Ours\"", "\"Theirs\"");
        assertThat(database.rows("SELECT \"Name\" FROM " + TABLE)).containsExactly("Ours");
        assertThat(database.rows("SELECT field FROM tandem.pending")).containsExactly("Name");
    }

    @Test
    void rebuildsATable() throws IOException {
        List<SinkRecord> topic = List.of(
                Contacts.read(ID, 20, LONG_AGO, Map.of("Name", "Acme")),
                Contacts.read("003A0000001bbbbAAA", 21, LONG_AGO, Map.of("Name", "Gone")),
                change("u", ID, 22, FUTURE, Map.of("City", "Oslo")),
                change("d", "003A0000001bbbbAAA", 23, FUTURE, null));
        sink.restart().with("access", "read_only").put(topic);
        List<String> before = database.rows("SELECT * FROM " + TABLE);

        for (String statement : REBUILD) {
            database.execute(statement);
        }
        List<String> emptied = database.rows("SELECT key FROM tandem.tombstones");
        sink.restart().put(topic);

        assertThat(emptied).isEmpty();
        assertThat(before).hasSize(1);
        assertThat(database.rows("SELECT * FROM " + TABLE)).isEqualTo(before);
    }

    @Test
    void removesTandem() throws IOException {
        sink.restart().with("access", "read_only").put(change("u", ID, 11, FUTURE, Map.of("City", "Oslo")));
        sink.close();

        database.execute(REMOVE.get(0));

        assertThat(database.rows("SELECT nspname FROM pg_namespace WHERE nspname = 'tandem'"))
                .isEmpty();
        assertThat(database.rows("SELECT attname FROM pg_attribute WHERE attname LIKE '\\_sync%' AND NOT attisdropped"))
                .isEmpty();
        assertThat(database.rows("SELECT tgname FROM pg_trigger WHERE tgname LIKE '%tandem%'"))
                .isEmpty();
        assertThat(database.rows("SELECT \"Id\", \"Name\", \"City\" FROM " + TABLE))
                .containsExactly(ID + "|Acme|Oslo");
        assertThat(database.rows("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'p'"
                        + " AND conrelid = '" + TABLE + "'::regclass"))
                .containsExactly("PRIMARY KEY (\"Id\")");
    }

    @Test
    void removesWhatDebeziumNeeded() {
        database.execute("CREATE PUBLICATION dbz_publication FOR TABLE " + TABLE);

        database.execute(REMOVE.get(1));

        assertThat(database.rows("SELECT pubname FROM pg_publication")).isEmpty();
    }

    /** Returns the statements below a heading, about the table of this test. */
    private static List<String> statements(String heading) {
        List<String> statements = new ArrayList<>();
        for (String block : PAGE.under(heading)) {
            for (String statement : block.strip().replaceFirst(";$", "").split(";\\s*\n", -1)) {
                statements.add(statement.replace("Account", "Contact").replace("001000000000001AAA", ID));
            }
        }
        return statements;
    }
}
