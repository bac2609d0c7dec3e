/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.table.Collation;
import dev.tandem.postgres.sink.table.Column;
import dev.tandem.postgres.sink.table.Table;
import dev.tandem.postgres.sink.type.PgType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaDiffTest {
    private static final TableId ID = new TableId("public", "t");

    @Test
    void createsMissingTable() {
        List<SchemaChange> changes = SchemaDiff.between(Optional.empty(), wanted("x text"), TableRewrite.NEVER);

        assertThat(changes).hasSize(1).first().isInstanceOf(SchemaChange.CreateTable.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            x text                  | x text                  | NEVER      |
            x text                  | x text,y integer        | NEVER      | ADD COLUMN IF NOT EXISTS "y" integer
            x integer               | x bigint                | NEVER      |
            x integer               | x bigint                | ALLOWED    | ALTER COLUMN "x" TYPE bigint USING "x"::bigint
            x integer               | x bigint                | NEW_COLUMN | ADD COLUMN "x_bigint" bigint
            x character varying(5)  | x character varying(9)  | NEVER      | ALTER COLUMN "x" TYPE character varying(9)
            x double precision      | x numeric               | ALLOWED    | ALTER COLUMN "x" TYPE numeric USING "x"::text::numeric
            x date                  | x timestamp with time zone | ALLOWED | ALTER COLUMN "x" TYPE timestamp with time zone USING "x"::timestamp AT TIME ZONE 'UTC'
            x text,z text           | x text                  | ALLOWED    |
            id integer              | id bigint               | NEW_COLUMN |
            """)
    void findsSmallestChange(String actual, String wanted, TableRewrite rewrite, String expected) {
        List<SchemaChange> changes = SchemaDiff.between(Optional.of(actual(actual)), wanted(wanted), rewrite);

        String sql = changes.stream()
                .map(change -> change.sql().get(0).replace("ALTER TABLE \"public\".\"t\" ", ""))
                .collect(Collectors.joining("; "));
        assertThat(sql).isEqualTo(expected == null ? "" : expected);
    }

    private static Table actual(String definitions) {
        Map<String, Column> columns = new LinkedHashMap<>();
        for (String definition : definitions.split(",", -1)) {
            String name = definition.substring(0, definition.indexOf(' '));
            String type = definition.substring(name.length() + 1);
            PgType declared = PgType.of(type);
            columns.put(
                    name,
                    new Column(
                            name,
                            declared,
                            declared,
                            declared,
                            List.of(),
                            false,
                            Collation.OF_TYPE,
                            false,
                            false,
                            false,
                            null,
                            null));
        }
        return new Table(ID, Table.Kind.TABLE, columns, List.of(List.of("id")), Set.of(), "");
    }

    private static TableSpec wanted(String definitions) {
        List<ColumnSpec> specs = new ArrayList<>();
        for (String definition : definitions.split(",", -1)) {
            String name = definition.substring(0, definition.indexOf(' '));
            String type = definition.substring(name.length() + 1);
            specs.add(new ColumnSpec(name, PgType.of(type), Set.of(PgType.of(type)), null, false));
        }
        return new TableSpec(ID, List.of("id"), specs, false, List.of());
    }
}
