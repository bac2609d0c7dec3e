/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Versions that come from a field: whatever its type, the newer change wins. */
class FieldVersionsTest extends SinkTest {
    @ParameterizedTest
    @CsvSource({"1.9, 1.2", "-1.2, -1.9", "1, -1", "1e300, 9e299", "0.0000002, 0.0000001"})
    void comparesVersionsThatAreFloatingNumbers(double newer, double older) {
        assertKeepsNewer(Schema.FLOAT64_SCHEMA, newer, older);
    }

    @Test
    void comparesVersionsOfOtherTypes() {
        assertKeepsNewer(Decimal.schema(2), new BigDecimal("5.02"), new BigDecimal("5.01"));
        assertKeepsNewer(
                SchemaBuilder.string().name("io.debezium.time.ZonedTimestamp").build(),
                "2024-01-01T00:00:02Z",
                "2024-01-01T01:00:01+01:00");
    }

    private void assertKeepsNewer(Schema schema, Object newer, Object older) {
        sink.close();
        database.execute("DROP TABLE IF EXISTS public.v");
        sink.with("version.field", "at");
        FlatRecords records =
                RecordKind.FLAT.of("public.v").field("x", Schema.STRING_SCHEMA).field("at", schema);

        sink.put(records.row(1, "newer", newer), records.row(2, "older", older));
        sink.put(records.row(1, "older", older), records.row(2, "newer", newer));

        assertThat(database.rows("SELECT DISTINCT x FROM public.v")).containsExactly("newer");
    }
}
