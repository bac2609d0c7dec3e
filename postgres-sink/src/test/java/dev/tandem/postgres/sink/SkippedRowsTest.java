/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import javax.management.ObjectName;
import org.apache.kafka.connect.data.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows that a trigger, a rule or a policy keeps from being written; none is lost without a word. */
class SkippedRowsTest extends SinkTest {
    private static final String SKIPPING = "CREATE FUNCTION skips() RETURNS trigger LANGUAGE plpgsql AS"
            + " $$BEGIN IF coalesce(NEW.x, OLD.x) = 'skip' THEN RETURN NULL; END IF; RETURN coalesce(NEW, OLD); END$$;";

    @AutoClose
    private final LoggedWarnings warnings = LoggedWarnings.open();

    private final FlatRecords things =
            RecordKind.WITH_HEADERS.of("public.things").field("x", Schema.OPTIONAL_STRING_SCHEMA);

    @BeforeEach
    void nameConnector() {
        sink.with("name", "skipped");
    }

    private void createTable(String more) {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, x text, _sync_version bigint);"
                + " CREATE TABLE others (LIKE things); " + more);
    }

    /** Creates a table with a policy, two rows, and a role that is subject to the policy and writes from now on. */
    private void createSecuredTable(String policy, String more) {
        createTable("INSERT INTO things VALUES (2, 'theirs', 0); ALTER TABLE things ENABLE ROW LEVEL SECURITY;"
                + " CREATE POLICY p ON things USING (" + policy + "); CREATE ROLE hidden LOGIN PASSWORD 'pw';"
                + " GRANT USAGE ON SCHEMA public TO hidden; GRANT ALL ON things TO hidden; " + more);
        sink.with("schema.evolution", "add").put(things.row(7, "by the owner"));
        database.execute("GRANT USAGE ON SCHEMA tandem TO hidden; GRANT ALL ON ALL TABLES IN SCHEMA tandem TO hidden");
        sink.restart().with("connection.url", database.url().replace("user=postgres", "user=hidden&password=pw"));
    }

    @AfterEach
    void dropRole() {
        if (!database.rows("SELECT rolname FROM pg_roles WHERE rolname = 'hidden'")
                .isEmpty()) {
            database.execute("DROP OWNED BY hidden; DROP ROLE hidden");
        }
    }

    private static String trigger(String event) {
        return SKIPPING + " CREATE TRIGGER s BEFORE " + event + " ON things FOR EACH ROW EXECUTE FUNCTION skips()";
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void warnsOfInsertsThatTriggerSkips(boolean versioned) throws Exception {
        createTable(trigger("INSERT") + (versioned ? "" : "; ALTER TABLE things DROP _sync_version"));
        sink.with("schema.evolution", "none");

        sink.put(things.row(1, "a"), things.row(2, "skip"), things.row(3, "c"));

        assertThat(database.rows("SELECT id FROM things ORDER BY id")).containsExactly("1", "3");
        assertWarned(1);
    }

    @Test
    void warnsOfUpdatesThatTriggerSkips() throws Exception {
        createTable(trigger("UPDATE"));
        sink.put(things.row(1, "a"), things.row(2, "b"));

        sink.put(things.row(1, "skip"), things.row(2, "c"));

        assertThat(database.rows("SELECT id, x FROM things ORDER BY id")).containsExactly("1|a", "2|c");
        assertWarned(1);
    }

    @Test
    void warnsOfDeletesThatTriggerSkips() throws Exception {
        createTable(trigger("DELETE"));
        sink.put(things.row(1, "skip"), things.row(2, "b"), things.row(3, "c"));

        sink.put(things.tombstone(1), things.tombstone(2), things.row(3, "d"));

        assertThat(database.rows("SELECT id, x FROM things ORDER BY id")).containsExactly("1|skip", "3|d");
        assertThat(database.rows("SELECT key FROM tandem.tombstones")).containsExactly("2");
        assertWarned(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"RETURN OLD", "NEW._sync_version := OLD._sync_version; RETURN NEW", "NEW.id := 99; RETURN NEW"})
    void warnsOfUpdatesThatTriggerTakesBack(String statements) throws Exception {
        createTable(
                "CREATE FUNCTION takes_back() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN " + statements + "; END$$");
        sink.put(things.row(1, "a"), things.row(2, "b"));
        database.execute("CREATE TRIGGER t BEFORE UPDATE ON things FOR EACH ROW WHEN (NEW.x = 'skip')"
                + " EXECUTE FUNCTION takes_back()");

        sink.put(things.row(1, "skip"), things.row(2, "c"), things.row(3, "d"));

        assertThat(database.rows("SELECT id, x FROM things WHERE id IN (2, 3) ORDER BY id"))
                .containsExactly("2|c", "3|d");
        assertWarned(1);
    }

    @Test
    void warnsOfUpdatesThatTriggerTakesBackOnceItIsEnabled() throws Exception {
        createTable("CREATE FUNCTION takes_back() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN OLD; END$$;"
                + " CREATE TRIGGER t BEFORE UPDATE ON things FOR EACH ROW WHEN (NEW.x = 'skip') EXECUTE FUNCTION takes_back();"
                + " ALTER TABLE things DISABLE TRIGGER t");
        sink.put(things.row(1, "a"), things.row(2, "b"));
        database.execute("ALTER TABLE things ENABLE TRIGGER t");

        sink.put(things.row(1, "skip"), things.row(2, "c"));

        assertThat(database.rows("SELECT id, x FROM things ORDER BY id")).containsExactly("1|a", "2|c");
        assertWarned(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void warnsOfUpdatesThatTriggerOfPartitionTakesBack(boolean meanwhile) throws Exception {
        database.execute(
                "CREATE TABLE things (id int PRIMARY KEY, x text, _sync_version bigint) PARTITION BY RANGE (id);"
                        + " CREATE TABLE low PARTITION OF things FOR VALUES FROM (0) TO (2);"
                        + " CREATE TABLE high PARTITION OF things DEFAULT;"
                        + " CREATE FUNCTION takes_back() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN OLD; END$$");
        String trigger = "CREATE TRIGGER t BEFORE UPDATE ON low FOR EACH ROW EXECUTE FUNCTION takes_back()";
        if (!meanwhile) {
            database.execute(trigger);
        }
        sink.put(things.row(1, "a"), things.row(2, "b"));
        if (meanwhile) {
            database.execute(trigger);
        }

        sink.put(things.row(1, "skip"), things.row(2, "c"));

        assertThat(database.rows("SELECT id, x FROM things ORDER BY id")).containsExactly("1|a", "2|c");
        assertWarned(1);
    }

    @Test
    void warnsOfInsertsToWhichTriggerGivesOtherKey() throws Exception {
        createTable(
                "CREATE FUNCTION renames() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN NEW.id := 99; RETURN NEW; END$$;"
                        + " CREATE TRIGGER r BEFORE INSERT ON things FOR EACH ROW WHEN (NEW.x = 'skip') EXECUTE FUNCTION renames()");

        sink.put(things.row(1, "skip"), things.row(2, "b"));

        assertThat(database.rows("SELECT id FROM things ORDER BY id")).containsExactly("2", "99");
        assertWarned(1);
    }

    @Test
    void warnsOfRowsThatTriggerRedirects() throws Exception {
        createTable(
                "CREATE FUNCTION redirects() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$BEGIN INSERT INTO others VALUES (NEW.*); RETURN NULL; END$$;"
                        + " CREATE TRIGGER r BEFORE INSERT ON things FOR EACH ROW WHEN (NEW.id > 1) EXECUTE FUNCTION redirects()");

        sink.put(things.row(1, "a"), things.row(2, "b"), things.row(3, "c"));

        assertThat(database.rows("SELECT id FROM others ORDER BY id")).containsExactly("2", "3");
        assertWarned(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "INSERT | NOTHING | 2",
                "INSERT | INSERT INTO others VALUES (NEW.*) | 2",
                "UPDATE | NOTHING | 1",
                "UPDATE | UPDATE others SET x = NEW.x WHERE id = OLD.id | 1",
                "DELETE | NOTHING | 1"
            })
    void warnsOfRowsThatRuleLeadsElsewhere(String event, String instead, long skipped) throws Exception {
        createTable("");
        sink.put(things.row(1, "a"), things.row(2, "b"), things.row(3, "c"));
        database.execute("CREATE RULE r AS ON " + event + " TO things DO INSTEAD " + instead);

        sink.put(things.tombstone(2), things.row(3, "d"), things.row(4, "e"), things.row(5, "f"));

        assertThat(sink.errors()).isEmpty();
        assertThat(warnings.texts())
                .anySatisfy(text -> assertThat(text).contains("public.things", "INSTEAD rules"))
                .anySatisfy(text -> assertThat(text).contains(skipped + " rows were not written or deleted"));
        assertThat(skipped()).isEqualTo(skipped);
    }

    @Test
    void staysSilentWhereRowsAreStaleOrThereAlready() throws Exception {
        createTable("");
        var older = things.row(1, "old");
        sink.put(things.row(1, "a"), things.row(2, "b"));
        sink.put(older, things.row(3, "c")).put(things.tombstone(9), things.tombstone(3), older);
        sink.restart().with("insert.mode", "insert").put(things.row(1, "again"), things.row(4, "d"));
        sink.restart().with("insert.mode", "update").put(things.row(1, "again"), things.row(5, "missing"));

        assertThat(database.rows("SELECT id, x FROM things ORDER BY id")).containsExactly("1|again", "2|b", "4|d");
        assertThat(warnings.texts()).isEmpty();
        assertThat(skipped()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void staysSilentAboutTriggerThatSuppressesRedundantUpdates(boolean versioned) {
        createTable("CREATE TRIGGER z BEFORE UPDATE ON things FOR EACH ROW"
                + " EXECUTE FUNCTION suppress_redundant_updates_trigger()"
                + (versioned ? "" : "; ALTER TABLE things DROP _sync_version"));
        sink.with("schema.evolution", "none").put(things.row(1, "a"), things.row(2, "b"));

        sink.put(things.row(1, "a"), things.row(2, "c"));

        assertThat(database.rows("SELECT id, x FROM things ORDER BY id")).containsExactly("1|a", "2|c");
        assertThat(warnings.texts()).isEmpty();
    }

    @Test
    void noticesInsteadRuleOfTableWithOtherRules() throws Exception {
        createTable("CREATE RULE also AS ON DELETE TO things DO ALSO NOTHING");
        sink.put(things.row(1, "a"));
        database.execute("CREATE RULE r AS ON INSERT TO things DO INSTEAD INSERT INTO others VALUES (NEW.*)");

        sink.put(things.row(2, "b"));

        assertThat(warnings.texts()).anySatisfy(text -> assertThat(text).contains("public.things", "INSTEAD rules"));
        assertWarned(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void letsRulesSeeEachRowOnce(boolean versioned) throws Exception {
        createTable(versioned ? "" : "ALTER TABLE things DROP _sync_version");
        sink.with("schema.evolution", "none").put(things.row(1, "a"), things.row(2, "b"));
        database.execute("CREATE TABLE seen (what text, id int, x text);"
                + " CREATE RULE i AS ON INSERT TO things DO ALSO INSERT INTO seen VALUES ('insert', NEW.id, NEW.x);"
                + " CREATE RULE u AS ON UPDATE TO things DO ALSO INSERT INTO seen VALUES ('update', NEW.id, OLD.x || NEW.x);"
                + " CREATE RULE d AS ON DELETE TO things DO ALSO INSERT INTO seen VALUES ('delete', OLD.id, OLD.x)");

        sink.put(things.row(1, "c"), things.row(3, "d"), things.tombstone(2), things.row(4, "e"), things.row(4, "f"));
        sink.restart().put(things.row(3, "g"), things.row(5, "h"), things.tombstone(9));

        assertThat(database.rows("SELECT id, x FROM things ORDER BY id")).containsExactly("1|c", "3|g", "4|f", "5|h");
        assertThat(database.rows("SELECT what, id, x FROM seen ORDER BY id, x"))
                .containsExactly("update|1|ac", "delete|2|b", "insert|3|d", "update|3|dg", "insert|4|f", "insert|5|h");
        assertThat(sink.errors()).isEmpty();
        assertThat(warnings.texts()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"INSERT", "UPDATE"})
    void namesConstraintOfTableWithRules(String event) {
        createTable("CREATE UNIQUE INDEX one_x ON things (x)");
        sink.put(things.row(1, "a"));
        database.execute("CREATE RULE r AS ON " + event + " TO things DO ALSO NOTHING");

        sink.put(things.row(2, "a"), things.row(3, "c"));

        assertThat(database.rows("SELECT id, x FROM things ORDER BY id")).containsExactly("1|a", "3|c");
        assertThat(sink.errors()).singleElement().asString().contains("constraint one_x");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void warnsOfReplacedRowsThatTriggerKeeps(boolean versioned) throws Exception {
        createTable(trigger("DELETE") + (versioned ? "" : "; ALTER TABLE things DROP _sync_version"));
        sink.with("schema.evolution", "none").put(things.row(1, "skip"));

        sink.put(things.tombstone(9), things.tombstone(1), things.row(1, "new"));

        assertThat(database.rows("SELECT id, x FROM things")).containsExactly("1|new");
        assertWarned(1);
        assertThat(metric("rows-deleted")).isEqualTo(versioned ? 1 : 0);
    }

    @Test
    void countsNoDeleteOfRowThatOnePutCreatesTwice() throws Exception {
        createTable("ALTER TABLE things DROP _sync_version");
        sink.with("schema.evolution", "none");

        sink.put(things.tombstone(9), things.row(1, "a"), things.tombstone(1), things.row(1, "b"));

        assertThat(database.rows("SELECT id, x FROM things")).containsExactly("1|b");
        assertThat(metric("rows-deleted")).isZero();
        assertThat(skipped()).isZero();
    }

    @Test
    void rejectsRowThatPolicyHides() {
        createSecuredTable("x <> 'theirs'", "");

        sink.put(things.row(1, "a"), things.row(2, "b"), things.row(3, "c"));

        assertThat(database.rows("SELECT id, x FROM things ORDER BY id"))
                .containsExactly("1|a", "2|theirs", "3|c", "7|by the owner");
        assertThat(sink.errors()).singleElement().asString().contains("public.things", "row-level security hides");
        assertThat(warnings.texts())
                .anySatisfy(text -> assertThat(text).contains("public.things has row-level security", "BYPASSRLS"));
    }

    @Test
    void rejectsRowOnceItsPolicyAppliesToOwner() {
        createSecuredTable("x <> 'theirs'", "ALTER TABLE things OWNER TO hidden");
        sink.put(things.row(1, "a"));
        database.execute("ALTER TABLE things FORCE ROW LEVEL SECURITY");

        sink.put(things.row(2, "b"), things.row(3, "c"));

        assertThat(database.rows("SELECT id, x FROM things ORDER BY id"))
                .containsExactly("1|a", "2|theirs", "3|c", "7|by the owner");
        assertThat(sink.errors()).singleElement().asString().contains("public.things", "row-level security hides");
    }

    @Test
    void rejectsDeleteThatPolicyForbids() {
        createSecuredTable(
                "true", "CREATE POLICY d ON things AS RESTRICTIVE FOR DELETE TO hidden USING (x <> 'theirs')");

        sink.put(things.tombstone(2), things.tombstone(7));

        assertThat(database.rows("SELECT id, x FROM things")).containsExactly("2|theirs");
        assertThat(database.rows("SELECT key FROM tandem.tombstones")).containsExactly("7");
        assertThat(sink.errors()).singleElement().asString().contains("public.things", "row-level security hides");
    }

    @Test
    void namesBothReasonsWhereTriggerAndPolicyMaySkip() throws Exception {
        createSecuredTable("true", trigger("INSERT"));

        sink.put(things.row(1, "skip"), things.row(3, "c"));

        assertThat(database.rows("SELECT id FROM things ORDER BY id")).containsExactly("2", "3", "7");
        assertThat(sink.errors())
                .singleElement()
                .asString()
                .contains("public.things", "row-level security hides the row", "or a trigger or rule skips it");
        assertThat(skipped()).isZero();
    }

    @Test
    void takesHiddenRowForMissingWhereItOnlyUpdates() throws Exception {
        createSecuredTable("x <> 'theirs'", "");
        sink.with("insert.mode", "update");

        sink.put(things.row(2, "b"), things.row(7, "c"));

        assertThat(database.rows("SELECT id, x FROM things ORDER BY id")).containsExactly("2|theirs", "7|c");
        assertThat(sink.errors()).isEmpty();
        assertThat(metric("rows-stale")).isEqualTo(1);
        assertThat(warnings.texts())
                .anySatisfy(text -> assertThat(text).contains("public.things has row-level security", "BYPASSRLS"));
    }

    @Test
    void warnsOfTableThatCrashWouldEmpty() {
        database.execute("CREATE UNLOGGED TABLE things (id int PRIMARY KEY, x text, _sync_version bigint)");

        sink.put(things.row(1, "a")).put(things.row(2, "b"));

        assertThat(warnings.texts()).singleElement().asString().contains("public.things is UNLOGGED", "SET LOGGED");
    }

    private void assertWarned(long rows) throws Exception {
        assertThat(sink.errors()).isEmpty();
        assertThat(warnings.texts())
                .filteredOn(text -> text.contains("not written or deleted"))
                .singleElement()
                .asString()
                .contains("Table public.things", rows + " rows", "trigger");
        assertThat(skipped()).isEqualTo(rows);
    }

    private static long skipped() throws Exception {
        return metric("rows-skipped");
    }

    private static long metric(String name) throws Exception {
        ObjectName bean =
                new ObjectName("dev.tandem:type=postgres-sink,connector=\"skipped\",task=0,table=\"public.things\"");
        return (Long) ManagementFactory.getPlatformMBeanServer().getAttribute(bean, name);
    }
}
