/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Values of records and passwords are in no log, no exception and no dead letter's headers, though Postgres quotes them. */
class SecretsTest extends SinkTest {
    private static final String SECRET = "diagnosis-4711";
    private static final String RAISE = "CREATE FUNCTION object() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            + " RAISE EXCEPTION 'no %% here', NEW.v USING ERRCODE = '%s', DETAIL = NEW.v, HINT = NEW.v; END $$;"
            + " CREATE TRIGGER object BEFORE INSERT ON things FOR EACH ROW EXECUTE FUNCTION object()";

    @AutoClose
    private final Secrets secrets = Secrets.collect();

    static Stream<Arguments> objections() {
        Schema text = Schema.OPTIONAL_STRING_SCHEMA;
        Schema zoned =
                SchemaBuilder.string().name("io.debezium.time.ZonedTimestamp").build();
        String table = "CREATE TABLE things (id int PRIMARY KEY, v %s, _sync_version bigint)";
        return Stream.of(
                Arguments.of("22P02", String.format(table, "int"), text),
                Arguments.of("22P02", String.format(table, "uuid"), text),
                Arguments.of("22P02", String.format(table, "jsonb"), text),
                Arguments.of("22007", String.format(table, "timestamptz"), zoned),
                Arguments.of("22001", String.format(table, "varchar(3)"), text),
                Arguments.of(
                        "23505",
                        String.format(table, "text UNIQUE") + "; INSERT INTO things VALUES (0, '" + SECRET + "')",
                        text),
                Arguments.of("23514", String.format(table, "text CHECK (v = '')"), text),
                Arguments.of(
                        "23503",
                        "CREATE TABLE parents (v text PRIMARY KEY); " + String.format(table, "text REFERENCES parents"),
                        text),
                Arguments.of("23502", String.format(table, "text, missing int NOT NULL"), text),
                Arguments.of(
                        "54000", String.format(table, "text") + "; CREATE INDEX ON things (repeat(v, 20000))", text),
                Arguments.of("P0001", String.format(table, "text") + "; " + String.format(RAISE, "P0001"), text),
                Arguments.of("TT000", String.format(table, "text") + "; " + String.format(RAISE, "TT000"), text),
                Arguments.of("42704", String.format(table, "text") + "; " + String.format(RAISE, "42704"), text),
                Arguments.of("22000", String.format(table, "text") + "; " + String.format(RAISE, "22000"), text));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("objections")
    void reportsRejectedRecordWithoutItsValues(String state, String ddl, Schema schema) {
        database.execute(ddl);
        SinkRecord record = new FlatRecords("public.things").field("v", schema).row(1, SECRET);
        sink.with("schema.evolution", "none").put(record);
        assertThat(sink.errors()).hasSize(1);
        assertThat(sink.errors().get(0)).contains("table public.things").contains(state);
        assertThat(Secrets.everythingIn(sink.failures().get(0))).doesNotContain(SECRET);
        try (Harness failing = Harness.on(database).withoutReporter()) {
            Throwable thrown = catchThrowable(
                    () -> failing.with("schema.evolution", "none").put(record));
            assertThat(thrown)
                    .isInstanceOf(ConnectException.class)
                    .hasMessageStartingWith(sink.errors().get(0));
            assertThat(Secrets.everythingIn(thrown)).doesNotContain(SECRET);
        }
        sink.close();
        assertThat(secrets.log()).contains(state).doesNotContain(SECRET);
    }

    /** Failures of the whole put, whose context has the values: Postgres cancels the statement, or shuts the connection down. */
    @ParameterizedTest
    @CsvSource({"57014, pg_cancel_backend", "57P01, pg_terminate_backend"})
    void namesTableAndNoValueInFailureOfPut(String state, String function) {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, v text, _sync_version bigint);"
                + " CREATE FUNCTION object() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " EXECUTE format('SELECT " + function + "(pg_backend_pid()), pg_sleep(10), %L', NEW.v);"
                + " RETURN NEW; END $$;"
                + " CREATE TRIGGER object BEFORE INSERT ON things FOR EACH ROW EXECUTE FUNCTION object()");
        sink.with("max.retries", "1");
        FlatRecords records = new FlatRecords("public.things").field("v", Schema.STRING_SCHEMA);
        List<SinkRecord> put = List.of(records.row(1, SECRET), records.row(2, SECRET));
        for (int attempt = 0; attempt < 2; attempt++) {
            Throwable thrown = catchThrowable(() -> sink.put(put));
            assertThat(thrown)
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("public.things")
                    .hasMessageContaining(state);
            assertThat(Secrets.everythingIn(thrown)).doesNotContain(SECRET);
        }
        assertThat(sink.errors()).isEmpty();
        sink.close();
        assertThat(secrets.log()).doesNotContain(SECRET);
    }

    @Test
    void rejectsPasswordInUrlWithoutRepeatingIt() {
        Map<String, String> properties = Map.of(
                "name",
                "sink",
                "connection.url",
                "jdbc:postgresql://h/d?user=u&password=" + SECRET + "&sslpassword=" + SECRET);
        List<String> errors = new PostgresSinkConnector()
                .validate(properties).configValues().stream()
                        .flatMap(value -> value.errorMessages().stream())
                        .toList();
        assertThat(errors).hasSize(2);
        assertThat(String.join("\n", errors))
                .contains("Set connection.password instead", "Set connection.sslpassword instead")
                .doesNotContain(SECRET);
    }
}
