/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.FieldRenames;
import dev.tandem.postgres.sink.record.KeyFields;
import dev.tandem.postgres.sink.record.KeyMode;
import dev.tandem.postgres.sink.record.RecordReader;
import dev.tandem.postgres.sink.record.RecordSettings;
import dev.tandem.postgres.sink.table.Naming;
import dev.tandem.postgres.sink.table.TableLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyRunsTest {
    private final RecordReader reader = new RecordReader(new RecordSettings(
            new KeyFields(KeyMode.RECORD_KEY, List.of()),
            Optional.empty(),
            true,
            true,
            new Naming(TableLayout.NATIVE, false),
            false,
            FieldRenames.NONE,
            false));

    /** A word for each change: the table, then the field of its key. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "a.id a.id b.no a.id, a.id a.id b.no a.id",
                "a.id a.no a.no a.id, a.id | a.no a.no | a.id",
                "a.id b.id b.no a.id a.no, a.id b.id | b.no a.id | a.no",
                "a.id, a.id"
            })
    void endsRunWhereKeyOfTableChanges(String changes, String runs) {
        List<Change> read =
                Arrays.stream(changes.split(" ", -1)).map(this::change).toList();

        assertThat(KeyRuns.of(read).stream().map(KeyRunsTest::words).collect(Collectors.joining(" | ")))
                .isEqualTo(runs);
    }

    private static String words(List<Change> run) {
        List<String> words = new ArrayList<>();
        run.forEach(change -> words.add(change.table().name() + "."
                + change.shape().table().keyColumns().get(0)));
        return String.join(" ", words);
    }

    private Change change(String word) {
        String[] parts = word.split("\\.", -1);
        Schema schema =
                SchemaBuilder.struct().field(parts[1], Schema.INT32_SCHEMA).build();
        Struct key = new Struct(schema).put(parts[1], 1);
        SinkRecord record = new SinkRecord(parts[0], 0, schema, key, schema, key, 0);
        return (Change) reader.read(record, new TableId("public", parts[0])).orElseThrow();
    }
}
