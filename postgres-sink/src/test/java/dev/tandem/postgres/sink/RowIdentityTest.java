/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A row's identity is what the database says it is: the key as it is stored, compared as its type compares. */
class RowIdentityTest extends SinkTest {
    private static final String UUID = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11";
    private static final Schema MICROS =
            SchemaBuilder.int64().name("io.debezium.time.MicroTimestamp").build();
    private static final Schema TWO_DIGITS = Decimal.schema(2);

    @ParameterizedTest
    @CsvSource({
        "char(5), 'ab   '",
        "char(5), ab",
        "varchar(3), 'ab '",
        "varchar(3), 'abc  '",
        "varchar, 'ab '",
        "citext, Bob",
        "uuid, A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11",
        "'bit(3)', 101",
        "'numeric(10,2)', 1.239",
        "'timestamp(0)', '2024-01-01 00:00:00.7'",
        "'time(3)', '10:00:00.123456'",
        "interval, '24 hours'",
        "inet, 10.0.0.1/32",
        "real, 0.1"
    })
    void findsRowByKeyAsItIsStored(String type, String key) {
        createTable(type);
        KeyedRecords records = new KeyedRecords("public.e", Schema.STRING_SCHEMA);

        sink.put(records.upsert(key, "1"));
        sink.put(records.upsert(key, "2"));
        List<String> updated = database.rows("SELECT x FROM public.e");
        SinkRecord late = records.upsert(key, "late");
        sink.put(records.delete(key));
        sink.put(late);

        assertThat(updated).containsExactly("2");
        assertThat(database.rows("SELECT x FROM public.e")).isEmpty();
        assertThat(sink.errors()).isEmpty();
    }

    @Test
    void findsRowByKeyOfNumber() {
        createTable("timestamp(3)");
        KeyedRecords times = new KeyedRecords("public.e", MICROS);
        sink.put(times.upsert(1_700_000_000_123_456L, "1"));
        sink.put(times.upsert(1_700_000_000_123_456L, "2"));
        assertThat(database.rows("SELECT x FROM public.e")).containsExactly("2");

        database.execute("CREATE TABLE public.n (id numeric PRIMARY KEY, x text)");
        KeyedRecords numbers = new KeyedRecords("public.n", TWO_DIGITS);
        sink.put(numbers.upsert(new BigDecimal("5.00"), "1"));
        sink.put(numbers.delete(new BigDecimal("5.00")));

        assertThat(database.rows("SELECT x FROM public.n")).isEmpty();
        assertThat(database.rows("SELECT key FROM tandem.tombstones WHERE table_name = 'n'"))
                .containsExactly("5");
    }

    @ParameterizedTest
    @CsvSource({"citext, Bob, bob", "char(5), ab, 'ab  '", "numeric, 1.0, 1.00", "text, Bob, Bob"})
    void keepsOrderOfSpellingsWhereFirstWaitsForParent(String type, String one, String other) {
        createTable(type);
        database.execute("CREATE TABLE public.parents (id text PRIMARY KEY, x text);"
                + " ALTER TABLE public.e ADD FOREIGN KEY (x) REFERENCES public.parents, ADD COLUMN y text");
        KeyedRecords children = new KeyedRecords("public.e", Schema.STRING_SCHEMA);
        Schema partial = SchemaBuilder.struct().field("y", Schema.STRING_SCHEMA).build();
        SinkRecord first = children.upsert(one, "p");
        SinkRecord second = children.upsert(other, null);
        SinkRecord newer = second.newRecord(
                second.topic(),
                second.kafkaPartition(),
                second.keySchema(),
                second.key(),
                partial,
                new Struct(partial).put("y", "newer"),
                second.timestamp());

        sink.with("put.size", "1")
                .put(first, newer, new KeyedRecords("public.parents", Schema.STRING_SCHEMA).upsert("p", null));

        assertThat(database.rows("SELECT x, y FROM public.e")).containsExactly("p|newer");
        assertThat(sink.errors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "uuid, a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11, A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11",
        "uuid, a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11, {a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}",
        "integer, 7, 07",
        "citext, BOB, bob",
        "char(5), ab, 'ab  '",
        "numeric, 1.0, 1.00",
        "boolean, t, true",
        "interval, 1 day, 24 hours",
        "date, 2024-01-02, 20240102"
    })
    void takesTwoSpellingsInOneBatchForOneRow(String type, String one, String other) {
        createTable(type);
        KeyedRecords records = new KeyedRecords("public.e", Schema.STRING_SCHEMA);

        sink.put(records.upsert(one, "1"), records.upsert(other, "2"));
        List<String> written = database.rows("SELECT x FROM public.e");
        sink.put(records.upsert(one, "3"), records.delete(other));

        assertThat(written).containsExactly("2");
        assertThat(database.rows("SELECT x FROM public.e")).isEmpty();
        assertThat(sink.errors()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text COLLATE no_case", "varchar(10) COLLATE no_case", "char(5) COLLATE no_case", "no_case_text"
            })
    void comparesKeysAsCollationOfColumnDoes(String type) {
        database.execute("CREATE COLLATION no_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);"
                + " CREATE DOMAIN no_case_text AS text COLLATE no_case");
        createTable(type);
        KeyedRecords records = new KeyedRecords("public.e", Schema.STRING_SCHEMA);
        SinkRecord late = records.upsert("bob", "late");

        sink.put(records.upsert("bob", "1"), records.upsert("BOB", "2"));
        List<String> written = database.rows("SELECT x FROM public.e");
        sink.put(records.upsert("Bob", "3"), records.delete("boB"));
        sink.put(late);

        assertThat(written).containsExactly("2");
        assertThat(database.rows("SELECT x FROM public.e")).isEmpty();
        assertThat(sink.errors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"char(5), ab, 'ab  '", "citext, BOB, bob", "'numeric(10,2)', 1.0, 1.00", "int, 7, 07"})
    void comparesKeysOfDomainsAsTheirTypesDo(String type, String one, String other) {
        database.execute("CREATE EXTENSION citext; CREATE DOMAIN plain AS " + type + "; CREATE DOMAIN code AS plain");
        createTable("code");
        KeyedRecords records = new KeyedRecords("public.e", Schema.STRING_SCHEMA);

        sink.put(records.upsert(one, "1"), records.upsert(other, "2"));
        List<String> written = database.rows("SELECT x FROM public.e");
        sink.put(records.upsert(one, "3"), records.delete(other));

        assertThat(written).containsExactly("2");
        assertThat(database.rows("SELECT x FROM public.e")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"date, 20240315", "interval, 5", "timestamp, 20240315", "time, 100000", "bit varying, 101"})
    void rejectsNumberThatKeyWouldMisread(String type, int key) {
        createTable(type);
        KeyedRecords records = new KeyedRecords("public.e", Schema.INT32_SCHEMA);

        sink.put(records.upsert(key, "1"), records.delete(key));

        assertThat(database.rows("SELECT * FROM public.e")).isEmpty();
        assertThat(sink.errors()).hasSize(2).allMatch(error -> error.contains("Column id"));
    }

    @Test
    void findsTombstoneByAnotherSpelling() {
        createTable("uuid");
        KeyedRecords records = new KeyedRecords("public.e", Schema.STRING_SCHEMA);
        SinkRecord late = records.upsert(UUID, "late");
        sink.put(records.upsert(UUID, "1"), records.delete("{" + UUID.toUpperCase(java.util.Locale.ROOT) + "}"));

        sink.put(late);

        assertThat(database.rows("SELECT x FROM public.e")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "jsonb; {\"a\": 1.0, \"b\": \"2.0\"}; {\"b\":\"2.0\",\"a\":1.00}",
                "jsonb; [\"a\\\"1.0\", 10, 0.50]; [\"a\\\"1.0\", 10.0, 0.5]",
                "numeric[]; {{1.0},{20}}; {{1.00},{20.0}}",
                "double precision[]; {0,-0,-0.5}; {-0,0,-0.5}",
                "cube; (0,-0.5); (-0,-0.5)",
                "numrange; [1.0,2.50); [1.00,2.5)",
                "nummultirange; {[1.0,2.0),[30,40.0)}; {[1,2),[30.0,40)}",
                "numrange[]; {\"[1.0,2.0)\"}; {\"[1,2)\"}",
                "citext[]; {Bob}; {BOB}",
                "interval[]; {1 day}; {24 hours}",
                "character(5)[]; {ab}; {\"ab  \"}",
                "jsonb[]; {\"{\\\"a\\\": 1.0}\"}; {\"{\\\"a\\\":1}\"}",
                "amount; (1.0,EUR); (1.00,\"EUR\")",
                "amount[]; {\"(1.0,EUR)\"}; {\"(1.00,EUR)\"}",
                "spelled; (Bob,1 day); (BOB,24 hours)",
                "spelled[]; {\"(Bob,1 day)\"}; {\"(BOB,24 hours)\"}",
                "words; (bob,{0}); (BOB,{-0})",
                "unhashed; (1.0,1 day,$1.00,101); (1.00,1 day,$1,101)",
                "kinds; (small,1 day,ab); (small,24 hours,ab)",
                "nested; (\"(bob,{})\",\"[1.0,2)\"); (\"(Bob,{})\",\"[1,2.0)\")",
                "prices; [1.0,2.50); [1.00,2.5)",
                "prices[]; {\"[1.0,2)\"}; {\"[1,2.0)\"}",
                "price_sets; {[1.0,2),[3,4)}; {[1,2.00),[3.0,4)}",
                "zeros; [0,1]; [-0,1]",
                "names; [bob,eve]; [BOB,Eve]",
                "spans; [1 day,3 days); [24 hours,72 hours)"
            })
    void findsTombstoneByEveryEqualKey(String type, String one, String other) {
        database.execute(
                "CREATE EXTENSION citext; CREATE EXTENSION cube; CREATE TYPE amount AS (n numeric, currency text);"
                        + " CREATE TYPE spelled AS (name citext, span interval);"
                        + " CREATE COLLATION no_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);"
                        + " CREATE TYPE unhashed AS (n numeric, span interval, price money, bits bit varying);"
                        + " CREATE TYPE size AS ENUM ('small'); CREATE TYPE kinds AS (size size, span interval, code varchar(5));"
                        + " CREATE TYPE words AS (name text COLLATE no_case, weights float8[]);"
                        + " CREATE TYPE nested AS (inside words, prices numrange);"
                        + " CREATE TYPE prices AS RANGE (subtype = numeric, multirange_type_name = price_sets);"
                        + " CREATE TYPE zeros AS RANGE (subtype = float8);"
                        + " CREATE TYPE names AS RANGE (subtype = text, collation = no_case);"
                        + " CREATE TYPE spans AS RANGE (subtype = interval)");
        database.execute("CREATE TABLE public.e (id " + type + " PRIMARY KEY, x text)");
        KeyedRecords records = new KeyedRecords("public.e", Schema.STRING_SCHEMA);
        SinkRecord late = records.upsert(other, "late");
        sink.put(records.upsert(one, "1")).put(records.delete(one));

        sink.put(late);
        List<String> afterLate = database.rows("SELECT x FROM public.e");
        sink.put(records.upsert(other, "2")).put(records.delete(other));

        assertThat(afterLate).isEmpty();
        assertThat(database.rows("SELECT x FROM public.e")).isEmpty();
        assertThat(database.rows("SELECT count(*) FROM tandem.tombstones")).containsExactly("1");
        assertThat(sink.errors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "jsonb; [\"1.0\"]; [\"1.00\"]",
                "jsonb; [10]; [1]",
                "jsonb; [[1],2]; [[1,2]]",
                "numeric[]; {100}; {10}",
                "numeric[]; {1,2}; {{1,2}}",
                "interval[]; {1 day,1 hour}; {{1 day,1 hour}}",
                "double precision[]; {-0.5}; {0.5}"
            })
    void distinguishesTombstonesOfDifferentKeys(String type, String one, String other) {
        createTable(type);
        KeyedRecords records = new KeyedRecords("public.e", Schema.STRING_SCHEMA);
        SinkRecord older = records.upsert(other, "2");

        sink.put(records.upsert(one, "1")).put(records.delete(one)).put(older);

        assertThat(database.rows("SELECT x FROM public.e")).containsExactly("2");
    }

    @ParameterizedTest
    @CsvSource({"1000, 1000000, second", "1000, 1000, first second"})
    void comparesKeysOfTwoUnitsInOneBatchAsTimes(long millis, long micros, String rows) {
        createTable("timestamp");
        Schema unit = SchemaBuilder.int64().name("io.debezium.time.Timestamp").build();
        SinkRecord first = new KeyedRecords("public.e", unit).upsert(millis, "first");
        KeyedRecords later = new KeyedRecords("public.e", MICROS);
        later.upsert(0L, "any");

        sink.put(first, later.upsert(micros, "second"));

        assertThat(database.rows("SELECT string_agg(x, ' ' ORDER BY x) FROM public.e"))
                .containsExactly(rows);
        assertThat(sink.errors()).isEmpty();
    }

    @Test
    void rejectsTableWhoseIndexComparesKeysOtherwise() {
        database.execute("CREATE COLLATION no_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);"
                + " CREATE TABLE public.e (id text NOT NULL, x text);"
                + " CREATE UNIQUE INDEX ON public.e (id COLLATE no_case)");
        KeyedRecords records = new KeyedRecords("public.e", Schema.STRING_SCHEMA);

        sink.put(records.upsert("bob", "1"), records.upsert("BOB", "2"));

        assertThat(database.rows("SELECT * FROM public.e")).isEmpty();
        assertThat(sink.errors()).hasSize(2).allMatch(error -> error.contains("unique index"));
    }

    @Test
    void rejectsKeyThatStrippingWouldMakeAnotherRow() {
        KeyedRecords records = new KeyedRecords("public.e", Schema.STRING_SCHEMA);

        sink.put(records.upsert("a", "1"), records.upsert("a\u0000", "2"));

        assertThat(database.rows("SELECT id, x FROM public.e")).containsExactly("a|1");
        assertThat(sink.errors()).singleElement().asString().contains("public.e", "U+0000");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1_999, 2_001, 2_640, 2_686})
    void deletesRowWhateverLengthItsKeyHas(int length) {
        StringBuilder random = new StringBuilder();
        new java.util.Random(length).ints(length, '!', '~').forEach(random::appendCodePoint);
        String key = random.toString();
        KeyedRecords records = new KeyedRecords("public.e", Schema.STRING_SCHEMA);
        SinkRecord late = records.upsert(key, "late");

        sink.put(records.upsert(key, "1"));
        sink.put(records.delete(key));
        sink.put(late);

        assertThat(database.rows("SELECT x FROM public.e")).isEmpty();
        assertThat(sink.errors()).isEmpty();
    }

    @Test
    void keepsOrderOfChangesAcrossSpellings() {
        createTable("uuid");
        KeyedRecords records = new KeyedRecords("public.e", Schema.STRING_SCHEMA);
        List<SinkRecord> put = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            put.add(records.upsert(i % 2 == 0 ? UUID : UUID.toUpperCase(java.util.Locale.ROOT), "v" + i));
        }

        sink.put(put);

        assertThat(database.rows("SELECT x FROM public.e")).containsExactly("v8");
    }

    private void createTable(String keyType) {
        if (keyType.equals("citext")) {
            database.execute("CREATE EXTENSION citext");
        }
        database.execute("CREATE TABLE public.e (id " + keyType + " PRIMARY KEY, x text)");
    }
}
