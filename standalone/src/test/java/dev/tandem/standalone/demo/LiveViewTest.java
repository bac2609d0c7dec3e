/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.salesforce.simulator.OrgControl.Change;
import dev.tandem.standalone.Endpoints;
import dev.tandem.standalone.demo.Standing.Event;
import dev.tandem.standalone.demo.Standing.ObjectStanding;
import dev.tandem.standalone.demo.Standing.TwoWayStanding;
import dev.tandem.standalone.lag.Journey;
import dev.tandem.standalone.lag.LagMeter.Lag;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveViewTest {
    private static final Change UPDATE = new Change(
            1,
            "Opportunity",
            "006000000000001AAA",
            "UPDATE",
            1_795_447_614_123L,
            List.of("StageName", "Amount", "Probability", "LastModifiedDate"),
            1);
    private static final Standing STANDING = new Standing(
            Duration.ofSeconds(3_725),
            List.of(
                    new ObjectStanding("Opportunity", 1234, 5012, new Lag(10, 21_400, 65_000, 69_000, 70_000)),
                    new ObjectStanding("A_Custom_Object_With_A_Long_Name__c", 0, 0, new Lag(0, 0, 0, 0, 0))),
            List.of(
                    new Journey(UPDATE, OptionalLong.of(8_000), OptionalLong.of(21_900)),
                    new Journey(UPDATE, OptionalLong.empty(), OptionalLong.empty())),
            new TwoWayStanding(
                    1_204,
                    3,
                    17,
                    "Opportunity 006000000000001AAA",
                    List.of(
                            new Event(
                                    Instant.ofEpochMilli(1_795_447_614_500L),
                                    "conflict",
                                    "NextStep: \"Salesforce 12\" beats \"Postgres 12\", which had been written a moment before"),
                            new Event(
                                    Instant.ofEpochMilli(1_795_447_614_123L), "write", "update of NextStep: written"))),
            new Endpoints("http://127.0.0.1:8083", "k", "r", "s", "id", "secret", "jdbc:postgresql://p"),
            Path.of("/demo/logs"));

    @Test
    void fitsTerminalOf80Columns() {
        assertThat(LiveView.picture(STANDING, 50))
                .map(line -> line.replaceAll("\033\\[[0-9]+m", ""))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    /** The cursor rests on the line below the picture, and a terminal that scrolls cannot draw it in the same place again. */
    @ParameterizedTest
    @CsvSource({
        "24, 4, 5, 23, 5, 2",
        "24, 4, 0, 23, 8, 0",
        "30, 4, 5, 29, 8, 5",
        "60, 4, 5, 29, 8, 5",
        "24, 12, 5, 21, 0, 0",
        "24, 30, 5, 23, 0, 0",
        "16, 4, 5, 13, 0, 0",
        "20, 4, 5, 19, 2, 1"
    })
    void fitsTerminalOfAnyHeight(int rows, int objects, int story, int lines, int journeys, int events) {
        List<String> picture = LiveView.picture(standing(objects, story), rows);

        assertThat(picture).hasSize(lines).hasSizeLessThan(rows);
        assertThat(picture).filteredOn(line -> line.contains("update ")).hasSize(journeys);
        assertThat(picture).filteredOn(line -> line.contains("an event")).hasSize(events);
        assertThat(picture.get(picture.size() - 1)).contains("Ctrl-C");
    }

    private static Standing standing(int objects, int story) {
        return new Standing(
                STANDING.up(),
                Collections.nCopies(objects, STANDING.objects().get(0)),
                Collections.nCopies(8, STANDING.newest().get(0)),
                new TwoWayStanding(
                        1,
                        0,
                        0,
                        "Opportunity 006000000000001AAA",
                        Collections.nCopies(story, new Event(Instant.EPOCH, "conflict", "an event"))),
                STANDING.endpoints(),
                STANDING.logs());
    }

    @ParameterizedTest
    @CsvSource({"'50 132\n', 50", "'0 0\n', 24", "'', 24"})
    void readsHeightOfTerminal(String size, int rows) {
        assertThat(Terminal.rows(size)).isEqualTo(rows);
    }

    @Test
    void showsChangesRowsAndLagOfEachObject() {
        String picture = String.join("\n", LiveView.picture(STANDING, 50)).replaceAll("\033\\[[0-9]+m", "");

        assertThat(picture)
                .containsPattern("Opportunity +1,234 +5,012 +21 ms +65 ms")
                .containsPattern("A_Custom_Object_Wit… +0 +0 +- +-")
                .containsPattern("update +Opportunity StageName, Amount, Prob… +\\+8 ms +\\+21 ms")
                .containsPattern("··· +···");
    }

    @Test
    void showsEditsOnBothSidesAndTheStoryOfOneRecord() {
        String picture = String.join("\n", LiveView.picture(STANDING, 50)).replaceAll("\033\\[[0-9]+m", "");

        assertThat(picture)
                .contains("edited in Postgres 1,204   waiting for Salesforce 3   conflicts resolved 17")
                .contains("the story of Opportunity 006000000000001AAA")
                .containsPattern("conflict  NextStep: \"Salesforce 12\" beats \"Postgres 12\"")
                .containsPattern("write     update of NextStep: written");
    }

    @Test
    void printsPlainLineWithoutControlSequences() {
        assertThat(LiveView.line(STANDING))
                .startsWith("01:02:05  Opportunity: 1234 changes, 5012 rows, lag p50 21 ms, p99 65 ms")
                .endsWith("; Postgres: 1204 edits, 3 rows waiting, 17 conflicts resolved")
                .doesNotContain("\033");
    }

    @Test
    void drawsEmptyDemo() {
        var empty = new Standing(
                Duration.ZERO,
                Collections.emptyList(),
                Collections.emptyList(),
                null,
                STANDING.endpoints(),
                STANDING.logs());

        assertThat(LiveView.picture(empty, 24)).isNotEmpty();
    }
}
