/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict;

import static dev.tandem.conflict.DebeziumRecords.ROW;
import static dev.tandem.conflict.DebeziumRecords.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.event.ChangeHeaders;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.transforms.ReplaceField;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Other transforms between one that stands in the source connector and one in the sink connector. */
class ChainedTransformsTest extends Handler {
    private static final Logger LOGGER = Logger.getLogger("dev.tandem");
    private final List<String> warnings = new CopyOnWriteArrayList<>();

    @BeforeEach
    void listen() {
        LOGGER.addHandler(this);
    }

    @AfterEach
    void stopListening() {
        LOGGER.removeHandler(this);
    }

    @ParameterizedTest
    @CsvSource({"status:state, 1", "note:remark, 0"})
    void warnsOfChangedFieldThatIsRenamedBetween(String renames, int warned) {
        SinkRecord flat =
                Transforms.with().apply(DebeziumRecords.mysql(ROW).record("u", row(1, "a", "n"), row(1, "b", "n")));

        try (ReplaceField<SinkRecord> rename = new ReplaceField.Value<>()) {
            rename.configure(Map.of("renames", renames));
            SinkRecord second = Transforms.with().apply(rename.apply(flat));

            assertThat(warnings).hasSize(warned).allMatch(text -> text.contains("lists field status as changed"));
            assertThat(second == null ? List.of() : Transforms.header(second, ChangeHeaders.CHANGED))
                    .isEqualTo(warned == 1 ? List.of() : List.of("status"));
        }
    }

    @Override
    public void publish(LogRecord entry) {
        if (entry.getLevel().equals(Level.WARNING)) {
            warnings.add(new SimpleFormatter().formatMessage(entry));
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
