/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.event.ChangeHeaders;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers that a transform in the source connector has written, and that Connect's default converter has carried through Kafka. */
class RecordHeadersTest {
    private static final Schema NAMES =
            SchemaBuilder.array(Schema.STRING_SCHEMA).build();

    @AutoClose
    private final SimpleHeaderConverter converter = new SimpleHeaderConverter();

    private final ConnectHeaders headers = new ConnectHeaders();

    @ParameterizedTest
    @ValueSource(strings = {"eu", "7", "1700000000123456", "true", "2024-01-01", "a b", "a,b", "1.50"})
    void takesNamesThatLookLikeOtherTypes(String name) {
        carry(ChangeHeaders.ORIGIN, Schema.STRING_SCHEMA, name);
        carry(ChangeHeaders.ECHO, Schema.STRING_SCHEMA, name);

        Provenance provenance = read().provenance(1L, true);

        assertThat(provenance.origin()).isEqualTo(name.equals("1.50") ? "1.5" : name);
        assertThat(provenance.echo()).isEqualTo(provenance.origin());
    }

    @ParameterizedTest
    @CsvSource({"null, null", "'[eu]', '[eu]'", "{x}, {x}", "'{\"a\":1}', '{\"a\":1}'"})
    void takesNamesThatLookLikeListsOrMaps(String name, String taken) {
        carry(ChangeHeaders.ORIGIN, Schema.STRING_SCHEMA, name);
        carry(ChangeHeaders.ECHO, Schema.STRING_SCHEMA, name);

        Provenance provenance = read().provenance(1L, true);

        assertThat(provenance.origin()).isEqualTo(taken);
        assertThat(provenance.echo()).isEqualTo(taken);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 7, -40_000, 3_000_000_000L, Long.MAX_VALUE, Long.MIN_VALUE})
    void takesNumbersOfAnyLength(long number) {
        carry(ChangeHeaders.VERSION, Schema.INT64_SCHEMA, number);
        carry(ChangeHeaders.COMMIT_TS, Schema.INT64_SCHEMA, number);

        assertThat(read().version()).isEqualTo(number);
        assertThat(read().provenance(1L, false).commitMicros()).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Name", "7", "true", "null", "a b", "a,b", "[a]", "it's", "é"})
    void takesFieldsOfAnyName(String name) {
        carry(ChangeHeaders.CHANGED, NAMES, List.of("Id", name));

        assertThat(read().changed()).hasToString(List.of("Id", name).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {ChangeHeaders.VERSION, ChangeHeaders.COMMIT_TS})
    void rejectsFractionOfNumber(String header) {
        headers.addDouble(header, 1.5);

        assertThatThrownBy(this::read)
                .isInstanceOf(RejectedRecordException.class)
                .hasMessageContaining(header)
                .hasMessageContaining("not a whole number");
    }

    /** Adds a header as it arrives in another connector. */
    private void carry(String name, Schema schema, Object value) {
        byte[] bytes = converter.fromConnectHeader("any", name, schema, value);
        headers.add(name, converter.toConnectHeader("any", name, bytes));
    }

    private RecordHeaders read() {
        return RecordHeaders.of(new SinkRecord("any", 0, null, null, null, null, 0, null, null, headers));
    }
}
