/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.event.Envelope;
import dev.tandem.event.SalesforceChange;
import dev.tandem.salesforce.source.transaction.TransactionGroups.Release;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class TransactionGroupsTest {
    private static final Schema ENVELOPE = Envelope.schema(
            "t", SchemaBuilder.struct().name("t.Value").optional().build());
    private static final Duration CHECK = Duration.ofMillis(10);
    private static final long PATIENCE = Duration.ofSeconds(10).toNanos();

    private final Set<Map<String, ?>> underWay = new HashSet<>();
    private final TransactionGroups groups =
            new TransactionGroups(3, 100, CHECK, Duration.ofNanos(PATIENCE), underWay::contains);

    @Test
    void holdsBackWhatMayGoOn() {
        underWay.add(Map.of("object", "A"));
        Release first = add(List.of(event("A", "1"), event("A", "2")), 0);
        Release second = add(List.of(event("A", "2"), event("A", "3")), 1);

        assertThat(keys(first)).containsExactly("1");
        assertThat(first.commit()).isTrue();
        assertThat(keys(second)).containsExactly("2", "2");
        assertThat(second.commit()).isTrue();
        assertThat(groups.untilNextCheck()).contains(CHECK);
    }

    @Test
    void endsTransactionOfWhichNothingIsUnderWay() {
        underWay.add(Map.of("object", "A"));
        add(List.of(event("A", "1")), 0);
        Release early = add(List.of(), PATIENCE - 1);
        Release rest = add(List.of(event("A", "1")), PATIENCE);
        underWay.clear();
        Release end = add(List.of(), PATIENCE + 1);

        assertThat(early.records()).isEmpty();
        assertThat(early.commit()).isFalse();
        assertThat(rest.records()).as("the patience begins again").isEmpty();
        assertThat(keys(end)).containsExactly("1", "1");
        assertThat(end.commit()).isTrue();
        assertThat(groups.untilNextCheck()).isEmpty();
    }

    @Test
    void releasesTransactionOfTooManyBytes() {
        underWay.add(Map.of("object", "A"));
        Release small = groups.add(List.of(event("A", "1")), 100, 0);
        Release large = groups.add(List.of(event("A", "1")), 1, 1);
        Release next = groups.add(List.of(event("A", "2")), 100, 2);

        assertThat(small.records()).isEmpty();
        assertThat(keys(large)).as("the last one is held back").containsExactly("1");
        assertThat(large.commit()).isFalse();
        assertThat(keys(next)).containsExactly("1");
        assertThat(next.commit()).isTrue();
    }

    @Test
    void endsLoneChangeAtOnce() {
        Release release = add(List.of(event("A", "1")), 0);

        assertThat(keys(release)).containsExactly("1");
        assertThat(release.commit()).isTrue();
    }

    @Test
    void endsTransactionOfAnObjectThatStandsStill() {
        underWay.add(Map.of("object", "A"));
        add(List.of(event("A", "1")), 0);

        assertThat(add(List.of(), PATIENCE - 1).records()).isEmpty();
        Release end = add(List.of(), PATIENCE);

        assertThat(keys(end)).containsExactly("1");
        assertThat(end.commit()).isTrue();
    }

    @Test
    void letsOtherObjectsAndReadsPass() {
        underWay.addAll(List.of(Map.of("object", "A"), Map.of("object", "B")));
        Release release = add(List.of(event("A", "1"), event("B", "2"), event("B", "3"), event("C", null)), 0);

        assertThat(keys(release)).containsExactly("2", null);
        assertThat(release.commit()).isTrue();
    }

    @Test
    void keepsOrderOfReadAfterItsObjectsEvents() {
        Release release = add(List.of(event("A", "1"), event("A", null)), 0);

        assertThat(keys(release)).containsExactly("1", null);
    }

    @Test
    void keepsTombstoneWithItsDelete() {
        underWay.add(Map.of("object", "A"));
        SourceRecord tombstone =
                new SourceRecord(Map.of("object", "A"), Map.of(), "t", null, Schema.STRING_SCHEMA, "key", null, null);

        Release held = add(List.of(event("A", "1"), tombstone), 0);
        Release release = add(List.of(event("A", "2")), 1);

        assertThat(held.records()).isEmpty();
        assertThat(release.records()).hasSize(2);
    }

    @Test
    void commitsNothingWithinTransactionThatIsTooLongToHold() {
        underWay.add(Map.of("object", "A"));
        Release longOne =
                add(List.of(event("A", "1"), event("A", "1"), event("A", "1"), event("A", "1"), event("A", "1")), 0);
        Release other = add(List.of(event("B", null)), 1);
        underWay.clear();
        Release end = add(List.of(), 2);

        assertThat(longOne.records()).hasSize(4);
        assertThat(longOne.commit()).isFalse();
        assertThat(other.records()).hasSize(1);
        assertThat(other.commit()).isFalse();
        assertThat(end.records()).as("the worker commits with a record only").hasSize(1);
        assertThat(end.commit()).isTrue();
    }

    /** @param key null for a read */
    private static SourceRecord event(String object, String key) {
        Struct envelope = filled(ENVELOPE)
                .put(Envelope.SOURCE, filled(SalesforceChange.SCHEMA).put(SalesforceChange.TRANSACTION_KEY, key));
        return new SourceRecord(Map.of("object", object), Map.of(), "t", ENVELOPE, envelope);
    }

    /** Fills in the required fields whose values do not matter here. */
    private static Struct filled(Schema schema) {
        Struct struct = new Struct(schema);
        schema.fields().stream().filter(field -> !field.schema().isOptional()).forEach(field -> {
            switch (field.schema().type()) {
                case STRING -> struct.put(field, "");
                case INT64 -> struct.put(field, 0L);
                default -> {}
            }
        });
        return struct;
    }

    private Release add(List<SourceRecord> records, long nanos) {
        return groups.add(records, 0, nanos);
    }

    private static List<String> keys(Release release) {
        return release.records().stream()
                .map(record -> ((Struct) record.value())
                        .getStruct(Envelope.SOURCE)
                        .getString(SalesforceChange.TRANSACTION_KEY))
                .toList();
    }
}
