/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.event.ChangeHeaders;
import java.lang.management.ManagementFactory;
import java.util.Map;
import javax.management.ObjectName;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A truncate at the source deletes older rows for good, and one that Postgres rejects stops nothing else. */
class TruncateTest extends SinkTest {
    private static final String PARENTS = "shop.parents";
    private static final String CHILDREN = "shop.children";

    @AutoClose
    private final LoggedWarnings warnings = LoggedWarnings.open();

    @BeforeEach
    void enableTruncates() {
        sink.with("truncate.enabled", "true");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bringsNothingBackWhereTableHasAnotherPrimaryKey(boolean restarts) {
        database.execute("CREATE SCHEMA salesforce; CREATE TABLE salesforce.\"Account\" (number serial PRIMARY KEY,"
                + " \"Id\" text UNIQUE, \"Name\" text, _sync_version bigint)");
        SinkRecord older = Changes.read("A", 10, Map.of("Name", "old"));
        sink.put(older);
        restart(restarts);

        sink.put(truncate(Changes.TOPIC, 20)).put(older);

        assertThat(database.rows("SELECT \"Name\" FROM salesforce.\"Account\"")).isEmpty();
        assertThat(sink.errors()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bringsNothingBackWhereKeyHasAnotherOrder(boolean restarts) {
        database.execute("CREATE TABLE public.e (a int, b int, x text, _sync_version bigint, PRIMARY KEY (b, a))");
        Schema keySchema = SchemaBuilder.struct()
                .field("a", Schema.INT32_SCHEMA)
                .field("b", Schema.INT32_SCHEMA)
                .build();
        Schema schema = SchemaBuilder.struct().field("x", Schema.STRING_SCHEMA).build();
        Struct key = new Struct(keySchema).put("a", 1).put("b", 2);
        SinkRecord older = new SinkRecord("public.e", 0, keySchema, key, schema, new Struct(schema).put("x", "old"), 5);
        sink.put(older);
        restart(restarts);

        sink.put(truncate("public.e", 20)).put(older);

        assertThat(database.rows("SELECT x FROM public.e")).isEmpty();
    }

    @Test
    void bringsNothingBackWhereSurrogateKeyLooksLikeRecordKey() {
        database.execute("CREATE SCHEMA salesforce; CREATE TABLE salesforce.\"Account\" (number serial PRIMARY KEY,"
                + " \"Id\" text UNIQUE, \"Name\" text, _sync_version bigint)");
        SinkRecord older = Changes.read("1", 10, Map.of("Name", "old"));
        sink.put(older).restart();
        database.execute("INSERT INTO salesforce.\"Account\" (\"Name\") VALUES ('without a key')");

        sink.put(truncate(Changes.TOPIC, 20)).put(older, Changes.read("2", 30, Map.of("Name", "new")));

        assertThat(database.rows("SELECT \"Name\" FROM salesforce.\"Account\"")).containsExactly("new");
        assertThat(sink.errors()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void keepsOlderRowsAwayThatArriveForTheFirstTime(boolean restarts) {
        sink.put(Changes.read("A", 10, Map.of("Name", "old")), truncate(Changes.TOPIC, 20));
        restart(restarts);

        sink.put(Changes.read("B", 15, Map.of("Name", "late")), Changes.read("C", 25, Map.of("Name", "new")));
        sink.put(
                Changes.update("C", 19, Map.of("City", "late")),
                Changes.delete("D", 15),
                Changes.read("E", 12, Map.of()));
        sink.put(Changes.read("B", 18, Map.of("Name", "late")), Changes.read("D", 26, Map.of("Name", "new")));
        sink.put(Changes.read("F", 17, Map.of("Name", "late")), Changes.read("F", 27, Map.of("City", "new")));

        assertThat(database.rows("SELECT \"Id\", \"Name\", \"City\" FROM salesforce.\"Account\" ORDER BY 1"))
                .containsExactly("C|new|null", "D|new|null", "F|null|new");
        assertThat(sink.errors()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DO INSTEAD NOTHING",
                "WHERE OLD.\"Name\" = 'old' DO INSTEAD NOTHING",
                "DO ALSO INSERT INTO notes VALUES (1)"
            })
    void rejectsTruncateOfTableWithRuleForDelete(String rule) {
        sink.put(Changes.read("A", 10, Map.of("Name", "old")));
        database.execute("CREATE TABLE notes (n int); CREATE RULE r AS ON DELETE TO salesforce.\"Account\" " + rule);

        sink.put(truncate(Changes.TOPIC, 20), Changes.read("B", 30, Map.of("Name", "new")));

        assertThat(database.rows("SELECT \"Name\" FROM salesforce.\"Account\" ORDER BY 1"))
                .containsExactly("new", "old");
        assertThat(sink.errors()).singleElement().asString().contains("salesforce.Account", "rule is for DELETE");
    }

    @Test
    void keepsOlderRowsAwayFromTableThatDoesNotExistYet() {
        sink.put(truncate(Changes.TOPIC, 20));

        sink.put(Changes.read("A", 10, Map.of("Name", "late")), Changes.read("B", 30, Map.of("Name", "new")));

        assertThat(database.rows("SELECT \"Id\" FROM salesforce.\"Account\"")).containsExactly("B");
    }

    @Test
    void rememberedTruncateNeverGoesBack() {
        sink.put(truncate(Changes.TOPIC, 30), truncate(Changes.TOPIC, 20));

        sink.put(Changes.read("A", 25, Map.of("Name", "late")), Changes.read("B", 30, Map.of("Name", "new")));

        assertThat(database.rows("SELECT \"Id\" FROM salesforce.\"Account\"")).containsExactly("B");
    }

    @Test
    void logsOlderRowOfAnotherOriginAsDeleted() {
        sink.with("conflict.log", "on").put(Changes.read("A", 10, Map.of("Name", "old")));
        SinkRecord truncate = truncate(Changes.TOPIC, 20);
        truncate.headers().addString(ChangeHeaders.ORIGIN, "shop");

        sink.put(truncate).put(Changes.read("B", 15, Map.of("Name", "late")));

        assertThat(database.rows("SELECT * FROM salesforce.\"Account\"")).isEmpty();
        assertThat(database.rows(
                        "SELECT key, type, resolution FROM tandem.conflicts WHERE key = 'B' AND field = 'Name'"))
                .containsExactly("B|update_deleted|keep_local");
    }

    @Test
    void takesRowsOfOtherPartitionsWhereVersionsAreOffsets() {
        sink.put(truncateByOffset(20)).put(new FlatRecords(PARENTS).row(1));

        assertThat(database.rows("SELECT id FROM shop.parents")).containsExactly("1");
    }

    @Test
    void warnsOfRowsThatTriggerKeeps() throws Exception {
        database.execute("CREATE SCHEMA shop; CREATE TABLE shop.parents (id int PRIMARY KEY, number int UNIQUE"
                + " GENERATED BY DEFAULT AS IDENTITY (START 100), _sync_version bigint); CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS"
                + " 'BEGIN RETURN NULL; END'; CREATE TRIGGER keep BEFORE DELETE ON shop.parents"
                + " FOR EACH ROW WHEN (OLD.id = 1) EXECUTE FUNCTION keep()");
        FlatRecords parents = new FlatRecords(PARENTS);
        sink.with("name", "truncating").put(parents.row(1), parents.row(2), parents.row(3));

        // A task that knows no key leaves tombstones by every unique key.
        sink.restart().put(truncateByOffset(20));

        assertThat(database.rows("SELECT id FROM shop.parents")).containsExactly("1");
        assertThat(warnings.texts())
                .filteredOn(text -> text.contains("shop.parents"))
                .anySatisfy(text -> assertThat(text).contains("removed 2 older rows"))
                .anySatisfy(text -> assertThat(text).contains("1 rows were not written or deleted", "trigger"));
        ObjectName bean =
                new ObjectName("dev.tandem:type=postgres-sink,connector=\"truncating\",task=0,table=\"shop.parents\"");
        assertThat(ManagementFactory.getPlatformMBeanServer().getAttribute(bean, "rows-skipped"))
                .isEqualTo(1L);
    }

    @Test
    void rejectsTruncateThatForeignKeyForbids() {
        FlatRecords parents = putParentWithChild();
        SinkRecord truncate = truncate(PARENTS, 20);

        sink.put(truncate, parents.row(2));

        assertThat(database.rows("SELECT id FROM shop.parents ORDER BY 1")).containsExactly("1", "2");
        assertThat(sink.errant()).containsExactly(truncate);
        assertThat(sink.errors())
                .singleElement()
                .asString()
                .contains("Failed to truncate table shop.parents", "a foreign key does not allow it");
    }

    @Test
    void keepsChildWhoseParentFollowsTruncateOfOtherTable() {
        FlatRecords parents = putParentWithChild();
        database.execute("CREATE TABLE shop.others (id int PRIMARY KEY, _sync_version bigint)");

        sink.put(new FlatRecords(CHILDREN).row(2), truncate("shop.others", 20), parents.row(2));

        assertThat(database.rows("SELECT id FROM shop.children ORDER BY 1")).containsExactly("1", "2");
        assertThat(sink.errors()).isEmpty();
    }

    @Test
    void dropsWaitingChildThatTruncateOvertakes() {
        FlatRecords parents = putParentWithChild();

        sink.put(new FlatRecords(CHILDREN).row(2), truncate(CHILDREN, 20), parents.row(2));

        assertThat(database.rows("SELECT id FROM shop.children")).isEmpty();
        assertThat(sink.errors()).isEmpty();
    }

    @Test
    void truncatesParentAfterItsChildren() {
        putParentWithChild();

        sink.put(truncate(PARENTS, 20), truncate(CHILDREN, 21));

        assertThat(database.rows("SELECT id FROM shop.parents")).isEmpty();
        assertThat(database.rows("SELECT id FROM shop.children")).isEmpty();
        assertThat(sink.errors()).isEmpty();
    }

    @Test
    void rejectsTruncateOfTableWithoutVersions() {
        database.execute("CREATE SCHEMA shop; CREATE TABLE shop.parents (id int PRIMARY KEY)");
        sink.with("schema.evolution", "none");
        FlatRecords parents = new FlatRecords(PARENTS);
        SinkRecord truncate = truncate(PARENTS, 20);

        // A task that replays the truncate would delete rows that another has written since.
        sink.put(parents.row(1), truncate, parents.row(2));

        assertThat(database.rows("SELECT id FROM shop.parents ORDER BY 1")).containsExactly("1", "2");
        assertThat(sink.errant()).containsExactly(truncate);
        assertThat(sink.errors())
                .singleElement()
                .asString()
                .contains("Table shop.parents keeps no versions", "Add column _sync_version bigint");
    }

    @Test
    void rejectsTruncateOfTwoWayTable() {
        sink.with("access", "read_write")
                .put(Contacts.read("003A0000001aaaaAAA", 10, java.time.Instant.EPOCH, Map.of("Name", "Acme")));
        SinkRecord truncate = truncate(Contacts.TOPIC, 20);

        sink.put(truncate);

        assertThat(database.rows("SELECT \"Name\" FROM " + Contacts.TABLE)).containsExactly("Acme");
        assertThat(sink.errant()).containsExactly(truncate);
        assertThat(sink.errors()).singleElement().asString().contains("Two-way table", "takes no truncate");
    }

    @Test
    void asksForRecordsThatCompleteReadDidNotContain() {
        sink.with("access", "read_write")
                .put(
                        Contacts.read("003A0000001aaaaAAA", 10, java.time.Instant.EPOCH, Map.of("Name", "Gone")),
                        Contacts.read("003A0000001bbbbAAA", 30, java.time.Instant.EPOCH, Map.of("Name", "Read")));
        SinkRecord end = truncate(Contacts.TOPIC, 20);
        end.headers().addString(ChangeHeaders.ORIGIN, "salesforce");

        sink.put(end);

        assertThat(database.rows("SELECT count(*) FROM " + Contacts.TABLE)).containsExactly("2");
        assertThat(database.rows("SELECT data FROM tandem.signals"))
                .singleElement()
                .asString()
                .contains("Id IN ('003A0000001aaaaAAA')");
        assertThat(sink.errors()).isEmpty();
        assertThat(warnings.texts())
                .as("a record that was deleted while it was read is no reason to do anything")
                .isEmpty();
    }

    @Test
    void passesOverTriggersThatKnowTheSink() {
        sink.with("table.layout", "heroku").put(Changes.read("1", 10, Map.of("Name", "old")));
        database.execute("CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS"
                + " 'BEGIN RAISE ''a local delete''; END'; CREATE TRIGGER stop BEFORE DELETE ON salesforce.account"
                + " FOR EACH ROW WHEN (current_setting('xmlbinary') <> 'hex') EXECUTE FUNCTION stop()");

        sink.put(truncate(Changes.TOPIC, 20));

        assertThat(database.rows("SELECT name FROM salesforce.account")).isEmpty();
        assertThat(sink.errors()).isEmpty();
    }

    /** Puts a parent and its child, both with version 0. */
    private FlatRecords putParentWithChild() {
        database.execute("CREATE SCHEMA shop; CREATE TABLE shop.parents (id int PRIMARY KEY, _sync_version bigint);"
                + " CREATE TABLE shop.children (id int PRIMARY KEY REFERENCES shop.parents, _sync_version bigint)");
        FlatRecords parents = new FlatRecords(PARENTS);
        sink.put(parents.row(1), new FlatRecords(CHILDREN).row(1));
        return parents;
    }

    private void restart(boolean restarts) {
        if (restarts) {
            sink.restart();
        }
    }

    /** Returns a truncate of the parents whose version is its offset. */
    private static SinkRecord truncateByOffset(long offset) {
        ConnectHeaders headers = new ConnectHeaders();
        headers.addString(ChangeHeaders.OP, "t");
        return new SinkRecord(PARENTS, 0, null, null, null, null, offset, null, null, headers);
    }

    private static SinkRecord truncate(String topic, long version) {
        ConnectHeaders headers = new ConnectHeaders();
        headers.addString(ChangeHeaders.OP, "t").addLong(ChangeHeaders.VERSION, version);
        return new SinkRecord(topic, 0, null, null, null, null, version, null, null, headers);
    }
}
