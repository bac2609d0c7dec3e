/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records of revoked partitions, on workers that say where a record comes from and on others. */
class RevocationTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a-0     | a-0 b-0 a-1 | a-0       | true  | true
            a-0     | a-0 b-0 a-1 | b-0       | true  | false
            a-0     | a-0 b-0 a-1 | renamed-0 | true  | false
            a-0     | a-0 b-0 a-1 | a-0       | false | true
            a-0     | a-0 b-0 a-1 | b-0       | false | false
            a-0     | b-1         | renamed-0 | false | true
            a-0 b-0 | a-0 b-0 a-1 | renamed-0 | false | true
            a-0 b-0 | a-0 b-0 a-1 | renamed-1 | false | false
            """)
    void knowsRecordsOfRevokedPartitions(
            String revoked, String assigned, String position, boolean exact, boolean expected) {
        TopicPartition source = partition(position);

        boolean concerns = new Revocation(partitions(revoked), partitions(assigned), exact)
                .concerns(new RecordPosition(source.topic(), source.partition(), 7));

        assertThat(concerns).isEqualTo(expected);
    }

    @Test
    void failsWhereWorkerDoesNotSayWhichPartitionItIs() {
        Revocation revocation = new Revocation(partitions("a-0"), partitions("a-0 b-0"), false);

        assertThatThrownBy(() -> revocation.concerns(new RecordPosition("renamed", 0, 7)))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("Restart the task");
    }

    private static List<TopicPartition> partitions(String names) {
        return Stream.of(names.split(" ", -1)).map(RevocationTest::partition).toList();
    }

    private static TopicPartition partition(String name) {
        String[] parts = name.split("-", -1);
        return new TopicPartition(parts[0], Integer.parseInt(parts[1]));
    }
}
