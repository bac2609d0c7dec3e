/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.event.ChangeHeaders;
import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.FieldRenames;
import dev.tandem.postgres.sink.record.KeyFields;
import dev.tandem.postgres.sink.record.KeyMode;
import dev.tandem.postgres.sink.record.RecordReader;
import dev.tandem.postgres.sink.record.RecordSettings;
import dev.tandem.postgres.sink.sql.KeyFormats;
import dev.tandem.postgres.sink.table.Collation;
import dev.tandem.postgres.sink.table.Column;
import dev.tandem.postgres.sink.table.Naming;
import dev.tandem.postgres.sink.table.Table;
import dev.tandem.postgres.sink.table.TableLayout;
import dev.tandem.postgres.sink.type.PgType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangesByOriginTest {
    private static final TableId TABLE = new TableId("public", "t");
    private static final String UUID_SCHEMA = "io.debezium.data.Uuid";
    private static final String UUID = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1";
    private static final int CHANGES = 6;

    private final RecordReader reader = new RecordReader(new RecordSettings(
            new KeyFields(KeyMode.RECORD_KEY, List.of()),
            Optional.empty(),
            true,
            true,
            new Naming(TableLayout.NATIVE, false),
            true,
            FieldRenames.NONE,
            false));

    @ParameterizedTest
    @CsvSource({
        "uuid, " + UUID_SCHEMA + ", " + UUID_SCHEMA + ", 1",
        "uuid, , , 1",
        "uuid, , " + UUID_SCHEMA + ", 6",
        "text, some.Code, some.Code, 1",
        "numeric, , , 6"
    })
    void groupsOriginsIfKeysAreExactAndMeanTheSame(String type, String one, String other, int groups) {
        ChangesByOrigin changes = new ChangesByOrigin(TABLE, exactKeys(type));

        for (int i = 0; i < CHANGES; i++) {
            String key = type.equals("numeric") ? "1" + i : UUID + i;
            changes.add(change(i % 2 == 0 ? one : other, key, "origin" + i % 2));
        }

        assertThat(changes.groups()).hasSize(groups);
    }

    private static Predicate<Change> exactKeys(String sql) {
        PgType type = PgType.of(sql);
        Column id =
                new Column("id", type, type, type, List.of(), false, Collation.OF_TYPE, true, false, false, null, null);
        Table table = new Table(TABLE, Table.Kind.TABLE, Map.of("id", id), List.of(List.of("id")), Set.of(), "");
        return new KeyFormats(table)::isExact;
    }

    private Change change(String meaning, String key, String origin) {
        Schema schema = SchemaBuilder.struct()
                .field("id", SchemaBuilder.string().name(meaning).build())
                .build();
        Struct row = new Struct(schema).put("id", key);
        ConnectHeaders headers = new ConnectHeaders();
        headers.addString(ChangeHeaders.ORIGIN, origin);
        SinkRecord record = new SinkRecord("t", 0, schema, row, schema, row, 0, null, null, headers);
        return (Change) reader.read(record, TABLE).orElseThrow();
    }
}
