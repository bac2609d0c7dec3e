/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.postgres.sink.table.Naming;
import dev.tandem.postgres.sink.table.TableLayout;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutingSettingsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ${topic}            | salesforce.Account | salesforce.Account
            ${topic}            | Account            | public.Account
            ${topic}            | a.b.c.Account      | c.Account
            crm.${topic}        | Account            | crm.Account
            copy_${topic}       | s.Account          | copy_s.Account
            all                 | s.Account          | public.all
            ${topic}            | mapped             | other.table
            """)
    void routesTopicsToTables(String format, String topic, String table) {
        RoutingSettings settings = settings(format, Map.of("mapped", "other.table"), List.of());

        assertThat(settings.table(topic, "public")).hasToString(table);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ${topic}  | a,b         | false
            all       | a           | false
            all       | a,b         | true
            all       |             | true
            ${topic}  | s1.t,s2.t   | false
            ${topic}  | x.s.t,y.s.t | true
            """)
    void recognizesTopicsThatShareTable(String format, String topics, boolean shared) {
        RoutingSettings settings = settings(format, Map.of(), topics == null ? List.of() : List.of(topics.split(",")));

        assertThat(settings.topicsShareTables()).isEqualTo(shared);
    }

    @ParameterizedTest
    @CsvSource({"a:s.t,false", "a,true", "a:,true", ":t,true", "a:s.,true", "a:.t,true", "known:s.t,true"})
    void findsMistakesInMapping(String entry, boolean mistaken) {
        assertThat(RoutingSettings.mistake(entry, Set.of("known")).isPresent()).isEqualTo(mistaken);
    }

    private static RoutingSettings settings(String format, Map<String, String> mapping, List<String> topics) {
        return new RoutingSettings(format, mapping, new Naming(TableLayout.NATIVE, false), topics);
    }
}
