/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.lag;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.salesforce.simulator.OrgControl.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class JourneysTest {
    private static final String ID = "001000000000001AAA";

    private final List<Long> topicLags = new ArrayList<>();
    private final List<Long> lags = new ArrayList<>();
    private final Journeys journeys =
            new Journeys(3, (object, lag) -> topicLags.add(lag), passage -> lags.add(passage.lag()));

    @Test
    void endsJourneyAtFirstWriteThatIsNotOlder() {
        journeys.committed(change(1, "UPDATE", 1000));
        journeys.inTopic(event(1, 50, 1010));
        journeys.inRow(write(49, 1015));
        journeys.inRow(write(50, 1030));
        journeys.inRow(write(51, 1040));

        assertThat(topicLags).containsExactly(10_000L);
        assertThat(lags).containsExactly(30_000L);
        assertThat(journeys.newest()).singleElement().satisfies(journey -> {
            assertThat(journey.toTopic()).isEqualTo(OptionalLong.of(10_000));
            assertThat(journey.toRow()).isEqualTo(OptionalLong.of(30_000));
        });
    }

    @Test
    void acceptsReportsInAnyOrder() {
        journeys.inRow(write(50, 1030));
        journeys.inTopic(event(1, 50, 1010));
        journeys.committed(change(1, "UPDATE", 1000));

        assertThat(lags).containsExactly(30_000L);
    }

    @Test
    void endsJourneysOfChangesWrittenTogether() {
        journeys.committed(change(1, "UPDATE", 1000));
        journeys.committed(change(2, "UPDATE", 1005));
        journeys.inTopic(event(1, 50, 1010));
        journeys.inTopic(event(2, 51, 1011));
        journeys.inRow(write(51, 1030));

        assertThat(lags).containsExactly(30_000L, 25_000L);
    }

    @Test
    void endsJourneysThatDeleteOvertook() {
        journeys.committed(change(1, "UPDATE", 1000));
        journeys.committed(change(2, "DELETE", 1005));
        journeys.inTopic(event(1, 50, 1010));
        journeys.inTopic(event(2, 51, 1011));
        journeys.inRow(write(RowWrite.DELETED, 1030));

        assertThat(lags).containsExactlyInAnyOrder(30_000L, 25_000L);
    }

    @Test
    void keepsJourneyOpenAfterEarlierDelete() {
        journeys.inRow(write(RowWrite.DELETED, 900));
        journeys.committed(change(1, "DELETE", 1000));
        journeys.committed(change(2, "UNDELETE", 1001));
        journeys.inTopic(event(1, 50, 1010));
        journeys.inTopic(event(2, 51, 1011));

        assertThat(lags).isEmpty();
    }

    @Test
    void listsNewestChangesFirst() {
        for (int replayId = 1; replayId <= 5; replayId++) {
            journeys.committed(change(replayId, "UPDATE", 1000 + replayId));
        }

        assertThat(journeys.newest())
                .extracting(journey -> journey.change().replayId())
                .containsExactly(5L, 4L, 3L);
    }

    private static Change change(long replayId, String kind, long committedAt) {
        return new Change(replayId, "Account", ID, kind, committedAt, List.of("Name"), replayId);
    }

    private static TopicRecord event(long replayId, long version, long writtenAtMillis) {
        return new TopicRecord(
                "Account",
                ID,
                replayId,
                version,
                new TopicRecord.Times(writtenAtMillis * 1000, writtenAtMillis * 1000),
                new TopicRecord.Place(0, replayId));
    }

    private static RowWrite write(long version, long committedAtMillis) {
        return new RowWrite("Account", ID, version, committedAtMillis * 1000);
    }
}
