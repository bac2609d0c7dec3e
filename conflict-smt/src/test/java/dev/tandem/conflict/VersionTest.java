/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict;

import static dev.tandem.conflict.Transforms.header;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.event.ChangeHeaders;
import java.util.List;
import org.apache.kafka.connect.sink.SinkRecord;

/** Tests of the versions that changes get, in the order of their positions. */
abstract class VersionTest {
    final LastWriterWins<SinkRecord> transform = Transforms.with("dropped", "mark");

    final void assertRising(List<SinkRecord> records) {
        assertThat(records.stream().map(this::version).toList()).isSorted().doesNotHaveDuplicates();
    }

    final long version(SinkRecord record) {
        return (Long) header(transform.apply(record), ChangeHeaders.VERSION);
    }
}
