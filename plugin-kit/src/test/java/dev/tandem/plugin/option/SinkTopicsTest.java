/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.option;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SinkTopicsTest {
    @ParameterizedTest
    @CsvSource({
        "topics, 'a, b', a, false",
        "topics, 'a, b', c, true",
        "topics.regex, 'sales\\..*', sales.a, false",
        "topics.regex, 'sales\\..*', sale.a, true",
        "topics.regex, '(', a, false",
        "name, x, a, false"
    })
    void findsTopicsThatAreNeverRead(String key, String value, String topic, boolean never) {
        assertThat(SinkTopics.of(Map.of(key, value)).isNeverRead(topic)).isEqualTo(never);
    }

    @Test
    void listsTopicsOfEntriesThatAreNeverRead() {
        SinkTopics topics = SinkTopics.of(Map.of("topics", "a"));

        assertThat(topics.neverRead(List.of("b:1", "a:2", ":3", "b:4", "c:5"), entry -> entry.split(":", -1)[0]))
                .containsExactly("b", "c");
    }

    @Test
    void takesAnyTopicForReadBehindTransformsThatMayRename() {
        Map<String, String> properties = new HashMap<>(Map.of("topics", "a", "transforms", "conflict"));
        properties.put("transforms.conflict.type", "dev.tandem.conflict.LastWriterWins");
        assertThat(SinkTopics.of(properties).isNeverRead("b")).isTrue();

        properties.put("transforms", "conflict, route");
        properties.put("transforms.route.type", "org.apache.kafka.connect.transforms.RegexRouter");
        assertThat(SinkTopics.of(properties).isNeverRead("b")).isFalse();
        assertThat(SinkTopics.of(properties).names()).isEmpty();
    }
}
