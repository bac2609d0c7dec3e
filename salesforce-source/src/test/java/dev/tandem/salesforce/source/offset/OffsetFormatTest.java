/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.offset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tandem.salesforce.client.bulk.ResultPosition;
import dev.tandem.salesforce.client.stream.ReplayId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OffsetFormatTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant T = Instant.parse("2026-11-23T10:00:00Z");
    private static final Position AFTER = new Position.After(new ReplayId("32872942"), T);
    private static final Position SINCE = new Position.Since(T);
    private static final ColumnSet C0FFEE = new ColumnSet("c0ffee", "");
    private static final Route ROUTE = new Route(
            "00D000000000001EAA",
            "/data/AccountChangeEvent",
            "salesforce.Account",
            Optional.of("Industry = 'Energy'"),
            Optional.empty());

    /** The golden files: what is stored in the offset topics of users. They may be added to, and never changed. */
    static Stream<Arguments> storedForms() {
        return Stream.of(
                Arguments.of("stream-after-event", new StreamOffset(AFTER, 1795428000000001L)),
                Arguments.of("stream-before-first-event", new StreamOffset(SINCE, 1795428000000001L)),
                Arguments.of(
                        "snapshot-beginning",
                        SnapshotOffset.beginning(SINCE, ReadScope.ALL, 1795428000000001L)
                                .beginningAt(T.plusSeconds(1))),
                Arguments.of(
                        "snapshot-in-second-page",
                        new SnapshotOffset(
                                SINCE,
                                ReadScope.ALL,
                                Optional.of("750R0000000zw4yIAA"),
                                new ResultPosition(Optional.of("MTAwMDA"), 500),
                                T.plusSeconds(1),
                                1795428000000501L)),
                Arguments.of(
                        "snapshot-in-page-after-counted-rows",
                        new SnapshotOffset(
                                SINCE,
                                ReadScope.ALL,
                                Optional.of("750R0000000zw4yIAA"),
                                new ResultPosition(Optional.of("MTAwMDA"), 500, Optional.of(10_000L)),
                                T.plusSeconds(1),
                                1795428000000501L)),
                Arguments.of(
                        "reread-of-all-and-gone",
                        SnapshotOffset.beginning(
                                AFTER, ReadScope.allAndGoneSince(T.minusSeconds(900)), 1795428000000001L)),
                Arguments.of(
                        "reread-of-modified",
                        new SnapshotOffset(
                                AFTER,
                                ReadScope.modifiedSince(T.minusSeconds(900)),
                                Optional.of("750R0000000zw4yIAA"),
                                ResultPosition.START,
                                T.plusSeconds(1),
                                1795428000000001L)));
    }

    @ParameterizedTest
    @MethodSource("storedForms")
    void storesGoldenForm(String file, SourceOffset offset) throws JsonProcessingException {
        assertThat(JSON.readTree(JSON.writeValueAsString(stored(offset)))).isEqualTo(JSON.readTree(golden(file)));
    }

    @ParameterizedTest
    @MethodSource("storedForms")
    void readsBackWhatItStored(String file, SourceOffset offset) throws JsonProcessingException {
        Map<String, Object> fromConnect = JSON.readValue(golden(file), new TypeReference<>() {});

        assertThat(OffsetFormat.read(fromConnect))
                .isEqualTo(new StoredOffset(
                        offset,
                        Optional.of(EmittedColumns.of(C0FFEE)),
                        SignalPosition.NONE,
                        Optional.empty(),
                        Optional.empty(),
                        false));
    }

    @Test
    void storesTheRouteInGoldenForm() throws JsonProcessingException {
        StoredOffset stored = StoredOffset.of(new StreamOffset(AFTER, 1795428000000001L), ROUTE);

        assertThat(JSON.readTree(JSON.writeValueAsString(OffsetFormat.write(stored))))
                .isEqualTo(JSON.readTree(golden("stream-on-route")));
        assertThat(OffsetFormat.read(JSON.readValue(golden("stream-on-route"), new TypeReference<>() {})))
                .isEqualTo(stored);
    }

    @Test
    void storesKeyPrefixOfTheObject() {
        Route route = new Route(ROUTE.org(), ROUTE.channel(), ROUTE.topic(), ROUTE.filter(), Optional.of("001"));
        StoredOffset stored = StoredOffset.of(new StreamOffset(AFTER, 7), route);

        assertThat(OffsetFormat.write(stored)).containsEntry("key_prefix", "001");
        assertThat(OffsetFormat.read(OffsetFormat.write(stored))).isEqualTo(stored);
    }

    @Test
    void storesThatDeletesAreUnverified() {
        StoredOffset stored = StoredOffset.of(new StreamOffset(AFTER, 7), ROUTE).withUnverified(Optional.of(6L));

        assertThat(OffsetFormat.write(stored)).containsEntry("unverified_version", 6L);
        assertThat(OffsetFormat.read(OffsetFormat.write(stored))).isEqualTo(stored);
    }

    @Test
    void storesThatTheUserSeesAllRecords() {
        StoredOffset stored = StoredOffset.of(new StreamOffset(AFTER, 7), ROUTE).withSight(true);

        assertThat(OffsetFormat.write(stored)).containsEntry("sees_all", true);
        assertThat(OffsetFormat.read(OffsetFormat.write(stored))).isEqualTo(stored);
    }

    @Test
    void storesColumnsThatTheObjectHasLost() {
        StoredOffset stored = StoredOffset.of(new StreamOffset(AFTER, 7), ROUTE)
                .withColumns(
                        EmittedColumns.of(C0FFEE).without(new ColumnSet("decaf", ""), List.of("Motto__c", "Creed__c")));

        assertThat(OffsetFormat.write(stored)).containsEntry("lost_columns", "Creed__c,Motto__c");
        assertThat(OffsetFormat.read(OffsetFormat.write(stored))).isEqualTo(stored);
    }

    @Test
    void storesCodesOfColumns() {
        ColumnSet columns = ColumnSet.of(Map.of("Id", "id,0", "Name", "string,0"));
        StoredOffset stored =
                StoredOffset.of(new StreamOffset(AFTER, 7), ROUTE).withColumns(EmittedColumns.of(columns));

        assertThat(OffsetFormat.write(stored)).containsEntry("column_codes", columns.codes());
        assertThat(OffsetFormat.read(OffsetFormat.write(stored))).isEqualTo(stored);
    }

    @Test
    void namesWhatIsMissingOrWrong() {
        Map<String, Object> stored = stored(new StreamOffset(AFTER, 7));

        assertThatThrownBy(() -> OffsetFormat.read(changed(stored, "version", null)))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("'version'");
        assertThatThrownBy(() -> OffsetFormat.read(changed(stored, "phase", "resting")))
                .hasMessageContaining("'phase'");
        assertThatThrownBy(() -> OffsetFormat.read(changed(stored, "replay_id", 12)))
                .hasMessageContaining("'replay_id'");
        assertThatThrownBy(() -> OffsetFormat.read(changed(stored, "sees_all", "yes")))
                .hasMessageContaining("'sees_all'");
        assertThatThrownBy(() -> OffsetFormat.read(changed(stored, "column_codes", "Name")))
                .hasMessageContaining("'column_codes'");
        assertThatThrownBy(() -> OffsetFormat.read(changed(stored, "v", 2))).hasMessageContaining("newer release");
        assertThatThrownBy(() -> OffsetFormat.source(Map.of("table", "Account")))
                .hasMessageContaining("'object'");
    }

    @Test
    void makesPartitionOfEachObject() {
        assertThat(OffsetFormat.source(OffsetFormat.partition("Invoice__c"))).isEqualTo("Invoice__c");
    }

    @Test
    void acceptsOffsetWithoutColumns() {
        StoredOffset unknown = new StoredOffset(
                new StreamOffset(AFTER, 7),
                Optional.empty(),
                SignalPosition.NONE,
                Optional.empty(),
                Optional.empty(),
                false);

        assertThat(OffsetFormat.read(OffsetFormat.write(unknown))).isEqualTo(unknown);
        assertThat(OffsetFormat.writeLater(unknown)).isEqualTo(OffsetFormat.write(unknown));
    }

    private static Map<String, Object> stored(SourceOffset offset) {
        return OffsetFormat.write(new StoredOffset(
                offset,
                Optional.of(EmittedColumns.of(C0FFEE)),
                SignalPosition.NONE,
                Optional.empty(),
                Optional.empty(),
                false));
    }

    private static Map<String, Object> changed(Map<String, Object> stored, String key, Object value) {
        Map<String, Object> copy = new HashMap<>(stored);
        copy.put(key, value);
        return copy;
    }

    private static String golden(String file) {
        try (var in = OffsetFormatTest.class.getResourceAsStream("/offsets/v1/" + file + ".json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
