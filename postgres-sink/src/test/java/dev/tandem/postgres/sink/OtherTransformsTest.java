/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.transforms.Cast;
import org.apache.kafka.connect.transforms.Flatten;
import org.apache.kafka.connect.transforms.HoistField;
import org.apache.kafka.connect.transforms.InsertField;
import org.apache.kafka.connect.transforms.MaskField;
import org.apache.kafka.connect.transforms.ReplaceField;
import org.apache.kafka.connect.transforms.Transformation;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Connect's own transforms between LastWriterWins and the sink. */
class OtherTransformsTest extends SinkTest {
    private static final SinkRecord WHOLE = Changes.read("A", 10, Map.of("Name", "old", "Employees", 1));
    private static final SinkRecord PARTIAL = Changes.update("A", 20, Map.of("Name", "new", "Employees", 2));

    @AutoClose
    private final LoggedWarnings warnings = LoggedWarnings.open();

    private void put(Transformation<SinkRecord> transform, Map<String, ?> settings, SinkRecord... records) {
        try (transform) {
            transform.configure(settings);
            for (SinkRecord record : records) {
                sink.put(transform.apply(record));
            }
        }
    }

    static Stream<Arguments> transformsThatKeepNames() {
        return Stream.of(
                Arguments.of(new Cast.Value<SinkRecord>(), Map.of("spec", "Employees:int64"), "new|2"),
                Arguments.of(new MaskField.Value<SinkRecord>(), Map.of("fields", "Name", "replacement", "x"), "x|2"),
                Arguments.of(
                        new InsertField.Value<SinkRecord>(),
                        Map.of("static.field", "Region", "static.value", "eu"),
                        "new|2"),
                Arguments.of(new Flatten.Value<SinkRecord>(), Map.of(), "new|2"));
    }

    @ParameterizedTest
    @MethodSource("transformsThatKeepNames")
    void appliesPartialChangesBehind(Transformation<SinkRecord> transform, Map<String, ?> settings, String row) {
        put(transform, settings, WHOLE, PARTIAL);

        assertThat(database.rows("SELECT \"Name\", \"Employees\" FROM salesforce.\"Account\""))
                .containsExactly(row);
        assertThat(warnings.texts()).isEmpty();
    }

    static Stream<Arguments> transformsThatTakeFieldsAway() {
        return Stream.of(
                Arguments.of(new ReplaceField.Value<SinkRecord>(), Map.of("renames", "Name:Title"), "Name"),
                Arguments.of(new ReplaceField.Value<SinkRecord>(), Map.of("exclude", "Name"), "Name"),
                Arguments.of(new HoistField.Value<SinkRecord>(), Map.of("field", "Row"), "Employees"));
    }

    @ParameterizedTest
    @MethodSource("transformsThatTakeFieldsAway")
    void warnsOnceOfFieldThatChangesLack(Transformation<SinkRecord> transform, Map<String, ?> settings, String field) {
        SinkRecord other = Changes.update("A", 30, Map.of("Name", "newer"));

        put(transform, settings, WHOLE, PARTIAL, PARTIAL, other);

        assertThat(warnings.texts())
                .filteredOn(text -> text.contains("list field " + field + " in header tandem.changed"))
                .singleElement()
                .asString()
                .contains("Changes of topic " + Changes.TOPIC, "set field.renames of LastWriterWins");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "Name:Title; \"Title\", \"Employees\"; new|2",
                "Name:Employees,Employees:Name; \"Employees\", \"Name\"; new|2"
            })
    void writesPartialChangesBehindRenames(String renames, String columns, String row) {
        sink.with("transforms", "conflict, rename")
                .with("transforms.conflict.type", "dev.tandem.conflict.LastWriterWins")
                .with("transforms.rename.type", ReplaceField.Value.class.getName())
                .with("transforms.rename.renames", renames);

        put(new ReplaceField.Value<>(), Map.of("renames", renames), WHOLE, PARTIAL);

        assertThat(database.rows("SELECT " + columns + " FROM salesforce.\"Account\""))
                .containsExactly(row);
        assertThat(warnings.texts()).isEmpty();
    }

    @Test
    void appliesOtherFieldsWhereOneIsExcluded() {
        put(new ReplaceField.Value<>(), Map.of("exclude", "Name"), WHOLE, PARTIAL);

        assertThat(database.rows("SELECT \"Employees\" FROM salesforce.\"Account\""))
                .containsExactly("2");
        assertThat(sink.errors()).isEmpty();
    }
}
