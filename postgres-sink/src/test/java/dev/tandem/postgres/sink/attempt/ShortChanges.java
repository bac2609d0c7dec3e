/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.attempt;

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
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;

/** Changes in words such as {@code a1}, a letter for the table and a digit for the row; {@code a1-} is a delete. */
final class ShortChanges {
    private static final Schema SCHEMA =
            SchemaBuilder.struct().field("id", Schema.INT32_SCHEMA).build();

    private ShortChanges() {}

    /** Returns the changes, whose versions are 0, 1, 2 and so on. */
    static List<Change> of(String words) {
        RecordReader reader = new RecordReader(new RecordSettings(
                new KeyFields(KeyMode.RECORD_KEY, List.of()),
                Optional.empty(),
                true,
                true,
                new Naming(TableLayout.NATIVE, false),
                false,
                FieldRenames.NONE,
                false));
        List<Change> changes = new ArrayList<>();
        for (String word : words.split(" ", -1)) {
            Struct row = new Struct(SCHEMA).put("id", word.charAt(1) - '0');
            boolean isDelete = word.endsWith("-");
            SinkRecord record = new SinkRecord(
                    word.substring(0, 1),
                    0,
                    SCHEMA,
                    row,
                    isDelete ? null : SCHEMA,
                    isDelete ? null : row,
                    changes.size());
            changes.add((Change) reader.read(record, table(record.topic())).orElseThrow());
        }
        return changes;
    }

    static TableId table(String name) {
        return new TableId("public", name);
    }

    static String words(List<Change> changes) {
        return changes.stream().map(ShortChanges::word).collect(Collectors.joining(" "));
    }

    private static String word(Change change) {
        Struct key = (Struct) change.record().key();
        return change.table().name() + key.getInt32("id") + (change.isDelete() ? "-" : "");
    }
}
