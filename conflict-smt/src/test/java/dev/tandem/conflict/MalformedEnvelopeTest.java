/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Debezium's envelopes in JSON without schemas, where a field may hold anything. */
class MalformedEnvelopeTest {
    private final LastWriterWins<SinkRecord> transform = Transforms.with();

    private static Stream<Arguments> malformed() {
        return Stream.of(
                change("connector", null, "source.connector"),
                change("connector", 7, "source.connector is not text"),
                change("ts_ms", null, "source.ts_ms is null"),
                change("ts_ms", Long.MAX_VALUE, "source.ts_ms is a time that 63 bits"),
                change("ts_ms", Long.MIN_VALUE, "source.ts_ms is a time that 63 bits"),
                change("lsn", 5.5, "source.lsn is not a whole number"),
                change("lsn", List.of(), "source.lsn is not a whole number"),
                of("mysql", "source.file is not text", "file", 7, "pos", 4L, "row", 0),
                of("sqlserver", "source.commit_lsn is not text", "change_lsn", 5, "commit_lsn", 5),
                of("vitess", "source.vgtid is not text", "vgtid", 5));
    }

    private static Arguments change(String field, Object value, String message) {
        return of("postgresql", message, "lsn", 5L, field, value);
    }

    private static Arguments of(String connector, String message, Object... fieldsAndValues) {
        Map<String, Object> source = new HashMap<>(Map.of("connector", connector, "ts_ms", 1L));
        for (int i = 0; i < fieldsAndValues.length; i += 2) {
            source.put((String) fieldsAndValues[i], fieldsAndValues[i + 1]);
        }
        return Arguments.of(source, message);
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void namesFieldThatIsNotAsDebeziumWritesIt(Map<String, Object> source, String message) {
        Map<String, Object> envelope = new HashMap<>(Map.of("op", "u", "after", Map.of("id", 1), "source", source));

        assertThatThrownBy(() -> transform.apply(Transforms.record("shop", Map.of("id", 1), null, envelope)))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll("shop", message);
    }
}
