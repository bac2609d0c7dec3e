/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.stream.ChangeEventHeader;
import dev.tandem.salesforce.client.stream.ChangeType;
import dev.tandem.salesforce.client.stream.ReplayId;
import dev.tandem.salesforce.client.stream.StreamItem.ChangeEvent;
import dev.tandem.salesforce.client.stream.StreamItem.UnreadableEvent;
import dev.tandem.salesforce.source.follow.GapPolicy.Gap;
import dev.tandem.salesforce.source.offset.ReadScope;
import dev.tandem.salesforce.source.settings.ReadSettings.GapRecovery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GapPolicyTest {
    private static final String ID = "001RM000004UF9sYAG";
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Instant QUARTER_TO = Instant.parse("2026-01-01T11:45:00Z");
    private static final UnreadableEvent UNREADABLE =
            new UnreadableEvent("/data/AccountChangeEvent", Optional.empty(), "it has no payload");

    private final GapPolicy resync = policy(GapRecovery.RESYNC);

    @Test
    void readsWhatWasModifiedSinceTheEventBeforeUnreadableOne() {
        Gap<ReadScope> gap = resync.ofObject(UNREADABLE, NOON);

        assertThat(resync.missing(gap)).contains(ReadScope.modifiedSince(QUARTER_TO));
        assertThat(resync.describe(gap))
                .isEqualTo("Account: events have a gap: a message that is not a change event (it has no payload)."
                        + " The records modified since 2026-01-01T11:45:00Z are read again"
                        + " (gap.event.recovery=resync).");
    }

    @Test
    void readsWhatWasModifiedSinceAnOverflow() {
        ChangeEvent overflow = event(ChangeType.GAP_OVERFLOW, RecordId.EMPTY.value());

        assertThat(resync.missing(resync.ofObject(overflow, Instant.EPOCH)))
                .contains(ReadScope.modifiedSince(QUARTER_TO));
    }

    @Test
    void readsAllRecordsAfterConversion() {
        Gap<ReadScope> gap = resync.ofObject(event(ChangeType.UPDATE, "001*"), NOON);

        assertThat(resync.missing(gap)).contains(ReadScope.ALL);
        assertThat(resync.describe(gap)).contains("All records are read again");
    }

    @Test
    void readsRecordsThatGapEventNames() {
        Gap<Set<RecordId>> gap = resync.ofRecords(event(ChangeType.GAP_UPDATE, ID));

        assertThat(resync.missing(gap)).contains(Set.of(new RecordId(ID)));
        assertThat(resync.describe(gap)).contains("GAP_UPDATE of 1 records. These records are read again");
    }

    @Test
    void losesGapIfUserChoseLatest() {
        GapPolicy latest = policy(GapRecovery.LATEST);
        Gap<ReadScope> gap = latest.ofObject(UNREADABLE, NOON);

        assertThat(latest.missing(gap)).isEmpty();
        assertThat(latest.describe(gap)).endsWith("The changes are lost (gap.event.recovery=latest).");
    }

    @Test
    void stopsObjectIfUserChoseFail() {
        GapPolicy fail = policy(GapRecovery.FAIL);
        Gap<ReadScope> gap = fail.ofObject(UNREADABLE, NOON);

        assertThatThrownBy(() -> fail.missing(gap))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("it has no payload")
                .hasMessageContaining("gap.event.recovery=resync");
        assertThat(fail.describe(gap)).endsWith("The object stops (gap.event.recovery=fail).");
    }

    @ParameterizedTest
    @EnumSource(
            value = ChangeType.class,
            names = {"CREATE", "UPDATE", "DELETE", "GAP_UPDATE"})
    void rejectsEventsThatNameTheirRecords(ChangeType type) {
        ChangeEvent event = event(type, ID);

        assertThatThrownBy(() -> resync.ofObject(event, NOON)).isInstanceOf(IllegalStateException.class);
    }

    private static GapPolicy policy(GapRecovery recovery) {
        return new GapPolicy("Account", recovery, new ReadScopes(Duration.ofMinutes(15)));
    }

    private static ChangeEvent event(ChangeType type, String recordId) {
        ChangeEventHeader header = new ChangeEventHeader(
                "Account", List.of(recordId), type, type.name(), "", "key", 1, NOON, 1, "005", Optional.empty());
        return new ChangeEvent(
                "/data/AccountChangeEvent",
                "schema",
                new ReplayId("1"),
                header,
                JsonNodeFactory.instance.objectNode(),
                0);
    }
}
