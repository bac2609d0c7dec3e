/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One record never takes a task down, nor other records with it: the one that fails alone is rejected, the others are written. */
class RejectionTest extends SinkTest {
    private final FlatRecords things = RecordKind.FLAT.of("public.things").field("x", Schema.OPTIONAL_STRING_SCHEMA);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EXCEPTION 'rule 17' USING ERRCODE = 'BR017'",
                "EXCEPTION 'closed' USING ERRCODE = '55000'",
                "EXCEPTION 'internal' USING ERRCODE = 'XX000'",
                "EXCEPTION 'unsupported' USING ERRCODE = '0A000'",
                "EXCEPTION 'no column' USING ERRCODE = '42703'",
                "EXCEPTION 'never null' USING ERRCODE = '23502', COLUMN = 'x', TABLE = 'things', SCHEMA = 'public'",
                "EXCEPTION 'not found' USING ERRCODE = '20000'",
                "EXCEPTION 'retry' USING ERRCODE = '40001'",
                "EXCEPTION 'read only' USING ERRCODE = '25006'",
                "EXCEPTION 'who' USING ERRCODE = '28000'",
                "EXCEPTION 'full' USING ERRCODE = '53100'",
                "EXCEPTION 'gone' USING ERRCODE = '08006'",
                "EXCEPTION 'damaged' USING ERRCODE = 'XX001'",
                "EXCEPTION 'locked' USING ERRCODE = '55P03'",
                "EXCEPTION 'deadlock' USING ERRCODE = '40P01'",
                "insufficient_privilege USING MESSAGE = 'period is closed'"
            })
    void rejectsRecordThatTriggerObjectsTo(String objection) {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, x text)");
        database.execute(
                "CREATE FUNCTION objects() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN IF NEW.x = 'bad' THEN RAISE "
                        + objection + "; END IF; RETURN NEW; END$$");
        database.execute("CREATE TRIGGER o BEFORE INSERT ON things FOR EACH ROW EXECUTE FUNCTION objects()");

        sink.put(things.row(1, "good"), things.row(2, "bad"), things.row(3, "good"));

        assertRejected("good", "public.things-0@1", "things");
    }

    @Test
    void countsTriesOfPartsOn() {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, x text); CREATE SEQUENCE tries;"
                + " CREATE FUNCTION objects() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN IF NEW.x = 'bad' THEN"
                + " PERFORM nextval('tries'); PERFORM FROM dropped; END IF; RETURN NEW; END$$;"
                + " CREATE TRIGGER o BEFORE INSERT ON things FOR EACH ROW EXECUTE FUNCTION objects()");

        sink.put(IntStream.range(0, 64)
                .mapToObj(id -> things.row(id, id == 40 ? "bad" : "good"))
                .toList());

        assertThat(database.rows("SELECT count(*) FROM things")).containsExactly("63");
        // Five tries of all changes together, which might fail for a change of schema, and one for each of six
        // halvings.
        assertThat(Integer.parseInt(
                        database.rows("SELECT last_value FROM tries").get(0)))
                .isBetween(11, 13);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EXECUTE 'VACUUM'",
                "PERFORM pg_read_file('/nowhere')",
                "SET LOCAL transaction_read_only = on; INSERT INTO notes VALUES (1)",
                "INSERT INTO nowhere VALUES (1)",
                "COMMIT",
                "PERFORM 1 / 0"
            })
    void rejectsRecordForWhichTriggerFailsAtCommit(String statement) {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, x text); CREATE TABLE notes (id int)");
        database.execute("CREATE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN IF NEW.x = 'bad' THEN "
                + statement + "; END IF; RETURN NEW; END$$");
        database.execute("CREATE CONSTRAINT TRIGGER o AFTER INSERT ON things DEFERRABLE INITIALLY DEFERRED"
                + " FOR EACH ROW EXECUTE FUNCTION fails()");

        sink.put(things.row(1, "good"), things.row(2, "bad"), things.row(3, "good"));

        assertRejected("good", "public.things-0@1", "things");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            integer      | text         | many
            numeric(4,1) | numeric(6,2) | 12.34
            """)
    void writesRecordsOnceTheirColumnIsMendedByHand(String type, String mended, String value) {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, x " + type + ")");
        sink.put(things.row(1, value));
        assertThat(sink.errors()).hasSize(1);

        database.execute("ALTER TABLE things ALTER x TYPE " + mended);

        Awaitility.await().until(() -> {
            sink.put(things.row(2, value));
            return !database.rows("SELECT id FROM things").isEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void handsRestBackWhenRejectingTakesTooLong(boolean writeBehind) {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, x text CHECK (x <> 'bad'))");
        sink.with("consumer.override.max.poll.interval.ms", "100").with("write.behind", "" + writeBehind);
        List<SinkRecord> records = IntStream.range(0, 40)
                .mapToObj(id -> things.row(id, id % 10 == 0 ? "good" : "bad"))
                .toList();

        sink.putRetrying(records).putRetrying(List.of(things.row(500, "next")));

        assertThat(sink.retries()).isPositive();
        assertThat(sink.errant()).hasSize(36).doesNotHaveDuplicates();
        assertThat(sink.commits()).isTrue();
        assertThat(database.rows("SELECT id FROM things ORDER BY id"))
                .hasSize(5)
                .endsWith("500");
    }

    @Test
    void rejectsRecordThatRowSecurityForbids() {
        String user = database.rows("SELECT current_user").get(0);
        database.execute("CREATE TABLE things (id int PRIMARY KEY, x text)");
        database.execute("ALTER TABLE things ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON things USING (x <> 'bad')");
        database.execute("CREATE ROLE writer LOGIN; GRANT CREATE, USAGE ON SCHEMA public TO writer;"
                + " GRANT CREATE ON DATABASE "
                + database.rows("SELECT quote_ident(current_database())").get(0)
                + " TO writer; ALTER TABLE things OWNER TO writer; ALTER TABLE things FORCE ROW LEVEL SECURITY");
        sink.with("connection.url", database.url().replaceFirst("user=" + user, "user=writer"))
                .with("connection.user", "writer");

        sink.put(things.row(1, "good"), things.row(2, "bad"), things.row(3, "good"));

        assertRejected("good", "public.things-0@1", "row-level security");
        assertThat(sink.errors()).noneMatch(error -> error.contains("OWNER TO"));
    }

    @Test
    void rejectsValuesThatAreTooLarge() {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, x text,"
                + " words tsvector GENERATED ALWAYS AS (to_tsvector('simple', x)) STORED)");
        Random random = new Random(1);
        String bad = IntStream.range(0, 130_000)
                .mapToObj(i -> Long.toString(random.nextLong(), 36))
                .collect(Collectors.joining(" "));

        sink.put(things.row(1, "good"), things.row(2, bad), things.row(3, "good"));

        assertRejected("good", "public.things-0@1", "larger than Postgres allows");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            tsvector       | ` 'a' 'b` | ''a       | 20000
            tsvector       | `c:1`     | ,1        | 20000
            interval day   | `1 hour ` | `1 day `  | 20000
            interval day   | ``        | 1         | x
            interval       | P         | 1         | 20000
            interval       | `1 y 2 `  | 1         | x
            interval       | `1 y 2`   | ` `       | x
            interval       | `1 y `    | 1.        | x
            timestamp      | ``        | 10:00     | 20000
            time           | 10:00     | ` `       | x
            date           | ``        | 10:00:00. | x
            money          | `1 `      | ,000      | 20000
            hstore         | `a=>1`    | `,a=>1`   | 20000
            """)
    void rejectsTextThatRepeatsItself(String type, String start, String part, String end) {
        database.execute("CREATE EXTENSION hstore; CREATE TABLE things (id int PRIMARY KEY, y " + type + ", x text)");
        FlatRecords odd = things.field("y", Schema.OPTIONAL_STRING_SCHEMA);
        String text = start + part.repeat(200_000) + end;

        sink.put(odd.row(1, "good", null), odd.row(2, "bad", text), odd.row(3, "good", null));

        assertRejected("good", "public.things-0@1", "olumn y");
    }

    @Test
    void rejectsRecordForWhichFunctionOfCheckFails() {
        database.execute(
                "CREATE FUNCTION looks(v text) RETURNS boolean LANGUAGE sql VOLATILE SECURITY DEFINER AS $$SELECT CASE WHEN v = 'bad'"
                        + " THEN pg_read_file('/nowhere') IS NULL ELSE true END$$;"
                        + " CREATE TABLE things (id int PRIMARY KEY, x text CHECK (looks(x)))");

        sink.put(things.row(1, "good"), things.row(2, "bad"), things.row(3, "good"));

        assertRejected("good", "public.things-0@1", "58P01");
    }

    @ParameterizedTest
    @ValueSource(strings = {"P0001", "42501", "0A000"})
    void rejectsRecordsWhoseColumnEventTriggerForbids(String state) {
        sink.put(things.row(1, "good"));
        database.execute(
                "CREATE FUNCTION forbids() RETURNS event_trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'no' USING ERRCODE = '"
                        + state + "'; END$$; CREATE EVENT TRIGGER e ON ddl_command_start EXECUTE FUNCTION forbids()");
        FlatRecords wider = RecordKind.FLAT
                .of("public.things")
                .field("x", Schema.STRING_SCHEMA)
                .field("y", Schema.STRING_SCHEMA);

        sink.put(things.row(3, "good"), wider.row(2, "bad", "new"));

        assertRejected("good", "public.things-0@0", state);
    }

    @Test
    void rejectsRecordWhoseKeyAndDomainBothRefuseIt() {
        database.execute("CREATE FUNCTION looks(v text) RETURNS boolean LANGUAGE plpgsql AS"
                + " $$BEGIN IF v = 'bad' THEN RAISE 'no'; END IF; RETURN true; END$$;"
                + " CREATE DOMAIN looked_at AS text CHECK (looks(VALUE));"
                + " CREATE TABLE things (id regclass PRIMARY KEY, x looked_at)");
        KeyedRecords records = new KeyedRecords("public.things", Schema.STRING_SCHEMA);

        sink.put(
                records.upsert("pg_class", "good"),
                records.upsert("nowhere", "bad"),
                records.upsert("pg_proc", "good"));

        assertRejected("good", "public.things-0@1", "things");
    }

    @Test
    void rejectsRowsThatAreTooWide() {
        FlatRecords wide = RecordKind.FLAT.of("public.things");
        IntStream.range(0, 1_200).forEach(i -> wide.field("c" + i, Schema.OPTIONAL_INT64_SCHEMA));
        Object[] some = new Object[1_200];
        some[0] = 7L;
        Object[] all =
                IntStream.range(0, 1_200).mapToObj(i -> 1_000_000_000_000L + i).toArray();

        sink.put(wide.row(1, some), wide.row(2, all), wide.row(3, some));

        assertThat(database.rows("SELECT id FROM things ORDER BY 1")).containsExactly("1", "3");
        assertThat(sink.errors()).singleElement().asString().contains("public.things-0@1");
    }

    @Test
    void rejectsRecordsWithMoreFieldsThanColumnsCanBe() {
        FlatRecords wide = RecordKind.FLAT.of("public.things").field("x", Schema.OPTIONAL_STRING_SCHEMA);
        IntStream.range(0, 1_700).forEach(i -> wide.field("c" + i, Schema.OPTIONAL_INT32_SCHEMA));
        Object[] all = IntStream.range(0, 1_701)
                .mapToObj(i -> i == 0 ? (Object) "bad" : (Object) i)
                .toArray();

        sink.put(things.row(1, "good"), wide.row(2, all), things.row(3, "good"));

        assertRejected("good", "public.things-0@0", "more fields than");
    }

    @Test
    void rejectsKeyThatIsTooLong() {
        KeyedRecords records = new KeyedRecords("public.things", Schema.STRING_SCHEMA);
        String key = new Random(2)
                .ints(20_000, '!', '~')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();

        sink.put(records.upsert("a", "good"), records.upsert(key, "bad"), records.upsert("b", "good"));

        assertRejected("good", "public.things-0@1", "larger than Postgres allows");
    }

    @Test
    void writesKeyOfOtherTypeThanField() {
        Schema value = SchemaBuilder.struct()
                .field("id", Schema.INT32_SCHEMA)
                .field("x", Schema.STRING_SCHEMA)
                .build();
        List<SinkRecord> records = new ArrayList<>();
        Map.of("7", 7, "8", 8)
                .forEach((key, id) -> records.add(new SinkRecord(
                        "public.things",
                        0,
                        Schema.STRING_SCHEMA,
                        key,
                        value,
                        new Struct(value).put("id", id).put("x", "x" + id),
                        id,
                        0L,
                        TimestampType.CREATE_TIME)));
        sink.with("pk.fields", "id");

        sink.put(records);

        assertThat(database.rows("SELECT id, x FROM things ORDER BY 1")).containsExactly("7|x7", "8|x8");
        assertThat(sink.errors()).isEmpty();
    }

    @Test
    void rejectsValueThatIsNotOfItsSchema() {
        Schema other = SchemaBuilder.struct().field("id", Schema.INT32_SCHEMA).build();
        SinkRecord good = things.row(1, "good");
        SinkRecord bad = good.newRecord(
                good.topic(),
                good.kafkaPartition(),
                good.keySchema(),
                good.key(),
                good.valueSchema(),
                new Struct(other).put("id", 1),
                good.timestamp());

        sink.put(good, bad, things.row(3, "good"));

        assertRejected("good", "public.things-0@0", "not of its schema");
    }

    @Test
    void rejectsVersionThatIsFraction() {
        SinkRecord bad = things.row(2, "bad");
        bad.headers()
                .addString("tandem.op", "u")
                .addString("tandem.origin", "o")
                .addDouble("tandem.version", 1.9);

        sink.put(things.row(1, "good"), bad, things.row(3, "good"));

        assertRejected("good", "public.things-0@0", "tandem.version");
    }

    @Test
    void rejectsFieldNamesThatPostgresCannotHold() {
        FlatRecords odd = RecordKind.FLAT.of("public.things").field("x\u0000y", Schema.OPTIONAL_STRING_SCHEMA);

        sink.put(things.row(1, "good"), odd.row(2, "bad"), things.row(3, "good"));

        assertRejected("good", "public.things-0@0", "U+0000");
    }

    @Test
    void ignoresPrecisionThatIsNotANumber() {
        Schema decimal = SchemaBuilder.bytes()
                .name("org.apache.kafka.connect.data.Decimal")
                .parameter("scale", "2")
                .parameter("connect.decimal.precision", "x")
                .build();
        FlatRecords odd = RecordKind.FLAT.of("public.things").field("x", decimal);

        sink.put(odd.row(1, new java.math.BigDecimal("1.23")));

        assertThat(database.rows("SELECT x FROM things")).containsExactly("1.23");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " DEFERRABLE INITIALLY DEFERRED", " ON DELETE RESTRICT"})
    void writesChildrenBeforeTheirParents(String constraint) {
        database.execute("CREATE TABLE parents (id int PRIMARY KEY, x text)");
        database.execute("CREATE TABLE children (id int PRIMARY KEY, x int REFERENCES parents" + constraint + ")");
        FlatRecords children = RecordKind.FLAT.of("public.children").field("x", Schema.OPTIONAL_INT32_SCHEMA);
        FlatRecords parents = RecordKind.FLAT.of("public.parents").field("x", Schema.OPTIONAL_STRING_SCHEMA);
        List<SinkRecord> inserts = new ArrayList<>();
        IntStream.range(0, 50).forEach(i -> inserts.add(children.row(i, i % 10)));
        inserts.add(children.row(0, 99));
        inserts.add(children.row(0, 1));
        inserts.add(children.row(60, 99));
        IntStream.range(0, 10).forEach(i -> inserts.add(parents.row(i, "p" + i)));
        List<SinkRecord> deletes = new ArrayList<>();
        IntStream.range(0, 10).forEach(i -> deletes.add(parents.tombstone(i)));
        IntStream.range(0, 50).forEach(i -> deletes.add(children.tombstone(i)));

        sink.put(inserts);
        List<String> written = database.rows("SELECT count(*), (SELECT x FROM children WHERE id = 0) FROM children");
        int rejected = sink.errors().size();
        sink.put(deletes);

        assertThat(written).containsExactly("50|1");
        assertThat(rejected).isEqualTo(2);
        assertThat(sink.errors()).hasSize(rejected);
        assertThat(database.rows("SELECT id FROM parents UNION ALL SELECT id FROM children"))
                .isEmpty();
    }

    private void assertRejected(String written, String position, String reason) {
        assertThat(database.rows("SELECT x FROM things ORDER BY id")).containsExactly(written, written);
        assertThat(sink.errors()).singleElement().asString().contains(position, reason);
    }
}
