/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.event.SourceColumn;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Changes of the sink to tables, and its treatment of tables that exist. */
@ParameterizedClass
@EnumSource(RecordKind.class)
class SchemaEvolutionTest extends SinkTest {
    @Parameter
    private RecordKind kind;

    private FlatRecords things(Schema value) {
        return kind.of("public.things").field("v", value);
    }

    private static Schema varchar(int length) {
        return SourceColumn.describe(SchemaBuilder.string().optional(), "string", length)
                .build();
    }

    private static Schema decimal(int precision, int scale) {
        return SourceColumn.describe(Decimal.builder(scale).optional(), "double", precision, scale)
                .build();
    }

    private List<String> typeOfV() {
        return database.rows("SELECT format_type(atttypid, atttypmod) FROM pg_attribute"
                + " WHERE attrelid = 'public.things'::regclass AND attname = 'v'");
    }

    private List<String> fileOfTable() {
        return database.rows("SELECT pg_relation_filenode('public.things')");
    }

    @Test
    void lengthensAndWidensWithoutRewritingTheTable() {
        sink.put(things(varchar(5)).row(1, "short"));
        List<String> file = fileOfTable();
        sink.put(things(varchar(20)).row(2, "somewhat longer"));
        assertThat(typeOfV()).containsExactly("character varying(20)");
        sink.put(things(varchar(10)).row(3, "shorter"));
        assertThat(typeOfV()).as("never narrowed").containsExactly("character varying(20)");
        sink.put(things(Schema.OPTIONAL_STRING_SCHEMA).row(4, "without any limit at all"));
        assertThat(typeOfV()).containsExactly("text");
        assertThat(fileOfTable()).isEqualTo(file);
    }

    @Test
    void keepsCollationOfColumnThatGrows() {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, v varchar(5) COLLATE \"ucs_basic\")");

        sink.put(things(varchar(20)).row(1, "longer than five"));
        List<String> lengthened = collationOfV();
        sink.put(things(Schema.OPTIONAL_STRING_SCHEMA).row(2, "without any limit at all"));

        assertThat(lengthened).containsExactly("character varying(20)|ucs_basic");
        assertThat(collationOfV()).containsExactly("text|ucs_basic");
    }

    private List<String> collationOfV() {
        return database.rows("SELECT format_type(atttypid, atttypmod), collname FROM pg_attribute a"
                + " JOIN pg_collation c ON c.oid = attcollation"
                + " WHERE attrelid = 'things'::regclass AND attname = 'v'");
    }

    @Test
    void leavesKeyColumnWhenDeleteHasNoLength() {
        Schema keySchema =
                SchemaBuilder.struct().field("id", Schema.STRING_SCHEMA).build();
        Schema schema = SchemaBuilder.struct().field("id", varchar(18)).build();
        Struct key = new Struct(keySchema).put("id", "001");
        Struct row = new Struct(schema).put("id", "001");
        sink.put(kind.completed(new SinkRecord("public.things", 0, keySchema, key, schema, row, 0)));
        sink.put(kind.completed(new SinkRecord("public.things", 0, keySchema, key, null, null, 1)));
        assertThat(database.rows("SELECT format_type(atttypid, atttypmod) FROM pg_attribute"
                        + " WHERE attrelid = 'public.things'::regclass AND attname = 'id'"))
                .containsExactly("character varying(18)");
        assertThat(database.rows("SELECT * FROM things")).isEmpty();
    }

    @Test
    void raisesThePrecisionOfNumbersWithoutRewritingTheTable() {
        sink.put(things(decimal(5, 2)).row(1, new BigDecimal("999.99")));
        List<String> file = fileOfTable();
        sink.put(things(decimal(9, 2)).row(2, new BigDecimal("1234567.89")));
        assertThat(typeOfV()).containsExactly("numeric(9,2)");
        assertThat(fileOfTable()).isEqualTo(file);
    }

    @Test
    void takesLongerElementsOfArraysThatItCreated() {
        Schema three =
                SchemaBuilder.string().parameter(SourceColumn.LENGTH, "3").build();
        Schema six = SchemaBuilder.string().parameter(SourceColumn.LENGTH, "6").build();
        sink.put(things(SchemaBuilder.array(three).build()).row(1, List.of("abc")));

        sink.put(things(SchemaBuilder.array(six).build()).row(2, List.of("abcdef")));

        assertThat(database.rows("SELECT v FROM things ORDER BY id")).containsExactly("{abc}", "{abcdef}");
    }

    @Test
    void givesExistingRowsDefaultOfNewColumn() {
        Schema number = SchemaBuilder.int32().defaultValue(7).build();
        Schema marked = SchemaBuilder.string()
                .optional()
                .defaultValue("it's")
                .parameter(SourceColumn.NOT_NULL, "true")
                .build();
        Schema decimal = Decimal.builder(2).defaultValue(new BigDecimal("1.50")).build();
        Schema nullable = SchemaBuilder.int32().optional().defaultValue(8).build();
        Schema described = Decimal.builder(2)
                .optional()
                .parameter(SourceColumn.DEFAULT, "9")
                .build();
        Schema array = SchemaBuilder.array(Schema.STRING_SCHEMA)
                .defaultValue(List.of("x", "y z"))
                .build();
        Schema now = SchemaBuilder.string()
                .name("io.debezium.time.ZonedTimestamp")
                .defaultValue("1970-01-01T00:00:00Z")
                .build();
        FlatRecords things = things(Schema.OPTIONAL_STRING_SCHEMA);
        sink.put(things.row(1, "old"));

        things.field("a", number)
                .field("b", marked)
                .field("c", decimal)
                .field("d", nullable)
                .field("e", now)
                .field("f", array)
                .field("g", described);
        sink.put(things.row(2, "new", 1, "x", new BigDecimal("2.00"), null, "2024-01-01T00:00:00Z", List.of(), null));

        assertThat(database.rows("SELECT id, a, b, c, d, e IS NULL, f, g FROM things ORDER BY id"))
                .containsExactly("1|7|it's|1.50|8|t|{x,\"y z\"}|9.00", "2|1|x|2.00|null|f|{}|null");
    }

    @Test
    void givesExistingRowsDefaultOfFirstRecordWithNewColumn() {
        Schema added = SchemaBuilder.int32().optional().build();
        Schema later = SchemaBuilder.int32().optional().defaultValue(8).build();
        sink.put(things(Schema.OPTIONAL_STRING_SCHEMA).row(1, "old"));

        sink.put(
                things(Schema.OPTIONAL_STRING_SCHEMA).field("a", added).row(2, "new", 1),
                things(Schema.OPTIONAL_STRING_SCHEMA).field("a", later).row(3, "new", 2));

        assertThat(database.rows("SELECT id, a FROM things ORDER BY id")).containsExactly("1|null", "2|1", "3|2");
    }

    @Test
    void keepsEveryValueWithoutRewritingTheTable() {
        database.execute(
                "CREATE TABLE things (id int PRIMARY KEY, v numeric(10,2), w timestamp(3), _sync_version bigint);"
                        + " INSERT INTO things VALUES (1, 1.25, '2024-03-15 10:00:00.5')");
        List<String> file = fileOfTable();
        Schema zoned =
                SchemaBuilder.string().name("io.debezium.time.ZonedTimestamp").build();

        sink.put(things(Decimal.builder(3).build())
                .field("w", zoned)
                .row(2, new BigDecimal("1.239"), "2024-03-15T10:00:00.000001Z"));

        assertThat(typeOfV()).containsExactly("numeric");
        assertThat(fileOfTable()).isEqualTo(file);
        assertThat(database.rows("SELECT v, (w AT TIME ZONE 'UTC')::text FROM things ORDER BY id"))
                .containsExactly("1.25|2024-03-15 10:00:00.5", "1.239|2024-03-15 10:00:00.000001");
        assertThat(sink.errors()).isEmpty();
    }

    @Test
    void widensDatesToMidnightInUtcWhateverTheZoneOfUser() {
        String name = database.rows("SELECT current_database()").get(0);
        database.execute("ALTER DATABASE " + name + " SET timezone = 'America/New_York';"
                + " CREATE TABLE things (id int PRIMARY KEY, v date, _sync_version bigint);"
                + " INSERT INTO things VALUES (1, '2024-03-15')");
        Schema zoned =
                SchemaBuilder.string().name("io.debezium.time.ZonedTimestamp").build();
        SinkRecord later = things(zoned).row(2, "2024-03-15T10:00:00Z");
        sink.put(later);
        assertThat(sink.errors()).singleElement().asString().contains("olumn v", "schema.rewrite");

        sink.restart().with("schema.rewrite", "allowed").put(later);

        assertThat(typeOfV()).containsExactly("timestamp with time zone");
        assertThat(database.rows("SELECT v AT TIME ZONE 'UTC' FROM things ORDER BY id"))
                .containsExactly("2024-03-15 00:00:00", "2024-03-15 10:00:00");
    }

    @Test
    void doesNotRewriteATableUnlessAllowed() {
        sink.put(things(Schema.INT32_SCHEMA).row(1, 7));
        sink.put(
                things(Schema.INT64_SCHEMA).row(2, 8L),
                things(Schema.INT64_SCHEMA).row(3, Long.MAX_VALUE));
        assertThat(typeOfV()).containsExactly("integer");
        assertThat(database.rows("SELECT id FROM things ORDER BY 1")).containsExactly("1", "2");
        assertThat(sink.errors())
                .singleElement()
                .asString()
                .contains("public.things", "column v", "out of the column's range", "schema.rewrite");
    }

    @ParameterizedTest
    @CsvSource({"double precision,0.1234567890123456", "integer,2147483647"})
    void keepsEveryDigitWhenItRewritesTable(String from, String value) {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, v " + from
                + ", _sync_version bigint); INSERT INTO things VALUES (1, " + value + ")");
        sink.with("schema.rewrite", "allowed");

        sink.put(things(decimal(5, 2)).row(2, new BigDecimal("1.25")));

        assertThat(typeOfV()).containsExactly("numeric");
        assertThat(database.rows("SELECT v = " + value + "::" + from + ", v FROM things WHERE id = 1"))
                .containsExactly("t|" + value);
    }

    @ParameterizedTest
    @CsvSource({"integer,9223372036854775807,bigint", "real,1,double precision"})
    void rewritesATableWhenAllowed(String from, long value, String to) {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, v " + from
                + ", _sync_version bigint); INSERT INTO things VALUES (1, 1)");
        sink.with("schema.rewrite", "allowed");
        sink.put(
                from.equals("real")
                        ? things(Schema.FLOAT64_SCHEMA).row(2, (double) value)
                        : things(Schema.INT64_SCHEMA).row(2, value));
        assertThat(typeOfV()).containsExactly(to);
        assertThat(database.rows("SELECT count(*) FROM things")).containsExactly("2");
    }

    @Test
    void dropsNotNullOnlyWhenANullArrivesAndEvolvingIsAllowed() {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, v text NOT NULL, _sync_version bigint)");
        sink.put(things(Schema.OPTIONAL_STRING_SCHEMA).row(1, "x"));
        String notNull = "SELECT attnotnull FROM pg_attribute WHERE attrelid = 'things'::regclass AND attname = 'v'";
        assertThat(database.rows(notNull)).containsExactly("t");
        sink.put(things(Schema.OPTIONAL_STRING_SCHEMA).row(2, (Object) null));
        assertThat(database.rows(notNull)).containsExactly("f");
        assertThat(database.rows("SELECT id, v FROM things ORDER BY 1")).containsExactly("1|x", "2|null");
    }

    @Test
    void respectsNotNullWhenOnlyAddingIsAllowed() {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, v text NOT NULL, _sync_version bigint)");
        sink.with("schema.evolution", "add");
        sink.put(
                things(Schema.OPTIONAL_STRING_SCHEMA).row(1, (Object) null),
                things(Schema.OPTIONAL_STRING_SCHEMA).row(2, "x"));
        assertThat(database.rows("SELECT id FROM things")).containsExactly("2");
        assertThat(sink.errors())
                .singleElement()
                .asString()
                .contains("public.things, column v: the column is NOT NULL");
    }

    @Test
    void rejectsOnlyRecordsThatDoNotFitWithoutEvolution() {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, v text)");
        sink.with("schema.evolution", "none");
        FlatRecords wider = things(Schema.STRING_SCHEMA).field("extra", Schema.STRING_SCHEMA);
        sink.put(
                things(Schema.STRING_SCHEMA).row(1, "fits"),
                wider.row(2, "does", "not"),
                things(Schema.STRING_SCHEMA).row(3, "fits"));
        assertThat(database.rows("SELECT id, v FROM things ORDER BY 1")).containsExactly("1|fits", "3|fits");
        assertThat(sink.errors())
                .singleElement()
                .asString()
                .contains("public.things has no column extra (text)", "schema.evolution");
    }

    @Test
    void failsWithAllThatIsMissingOnValidate() {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, v varchar(3))");
        sink.with("schema.evolution", "validate");
        assertThatThrownBy(() -> sink.put(
                        things(varchar(9)).field("extra", Schema.STRING_SCHEMA).row(1, "x", "y")))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("column v of public.things is character varying(3)")
                .hasMessageContaining("no column extra");
    }

    @ParameterizedTest
    @CsvSource({"auto.create,true,1", "auto.evolve,false,0"})
    void takesTheNamesOfOtherSinks(String key, String value, int tables) {
        sink.with(key, value).put(things(Schema.STRING_SCHEMA).row(1, "x"));
        assertThat(database.rows("SELECT count(*) FROM pg_class WHERE relname = 'things'"))
                .containsExactly("" + tables);
    }

    @Test
    void noticesColumnsThatAreAddedChangedAndDroppedByHand() {
        sink.put(things(Schema.OPTIONAL_STRING_SCHEMA).row(1, "x"));
        database.execute("ALTER TABLE things DROP COLUMN v");
        sink.put(things(Schema.OPTIONAL_STRING_SCHEMA).row(2, "back"));
        database.execute("ALTER TABLE things ALTER COLUMN v TYPE jsonb USING to_jsonb(v)");
        sink.put(things(Schema.OPTIONAL_STRING_SCHEMA).row(3, "{\"a\": 1}"));
        database.execute("ALTER TABLE things ADD COLUMN w text");
        sink.put(things(Schema.OPTIONAL_STRING_SCHEMA)
                .field("w", Schema.STRING_SCHEMA)
                .row(4, null, "w"));
        database.execute("DROP TABLE things");
        sink.put(things(Schema.OPTIONAL_STRING_SCHEMA).row(5, "new"));
        assertThat(sink.errors()).isEmpty();
        assertThat(database.rows("SELECT id, v FROM things")).containsExactly("5|new");
    }

    @Test
    void givesWayWhenSomebodyHoldsTheTableAndSucceedsLater() throws Exception {
        sink.with("schema.lock.timeout.ms", "50")
                .put(things(Schema.STRING_SCHEMA).row(1, "x"));
        FlatRecords wider = things(Schema.STRING_SCHEMA).field("w", Schema.STRING_SCHEMA);
        try (Connection other = DriverManager.getConnection(database.url())) {
            other.setAutoCommit(false);
            other.createStatement().execute("LOCK TABLE things IN ACCESS SHARE MODE");
            assertThatThrownBy(() -> sink.put(wider.row(2, "x", "y"))).isInstanceOf(RetriableException.class);
        }
        sink.put(wider.row(2, "x", "y"));
        assertThat(database.rows("SELECT id, w FROM things ORDER BY 1")).containsExactly("1|null", "2|y");
    }

    @Test
    void succeedsWhenTasksRaceToChangeTable() throws Exception {
        int tasks = 6;
        ExecutorService pool = Executors.newFixedThreadPool(tasks);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int task = 0; task < tasks; task++) {
                int number = task;
                running.add(pool.submit(() -> {
                    try (Harness own = Harness.on(database)) {
                        for (int column = 0; column < 10; column++) {
                            FlatRecords records = kind.of("raced.things").field("c" + column, Schema.STRING_SCHEMA);
                            own.put(records.row(number, "x"));
                        }
                        assertThat(own.errors()).isEmpty();
                    }
                }));
            }
            for (Future<?> task : running) {
                task.get(60, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(database.rows("SELECT count(*) FROM raced.things WHERE c0 = 'x' AND c9 = 'x'"))
                .isNotEmpty();
        assertThat(database.rows("SELECT count(*) FROM raced.things")).containsExactly("" + tasks);
    }
}
