/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.wake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.postgres.session.TableId;
import dev.tandem.salesforce.sink.wake.WakeUps.Woken;
import dev.tandem.twoway.state.RowStore.Search;
import dev.tandem.twoway.state.SyncState;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

class RowImagesTest {
    private static final TableId ACCOUNT = new TableId("public", "Account");
    private static final Schema KEY =
            SchemaBuilder.struct().field("id", Schema.INT64_SCHEMA).build();
    private static final Schema TWO_KEYS = SchemaBuilder.struct()
            .field("id", Schema.INT64_SCHEMA)
            .field("region", Schema.STRING_SCHEMA)
            .build();
    private static final Schema ROW = SchemaBuilder.struct()
            .field("_sync_state", Schema.OPTIONAL_STRING_SCHEMA)
            .build();
    private static final Schema TOMBSTONE = SchemaBuilder.struct()
            .field("table_schema", Schema.STRING_SCHEMA)
            .field("table_name", Schema.STRING_SCHEMA)
            .field("row_key", Schema.OPTIONAL_STRING_SCHEMA)
            .field("_sync_state", Schema.OPTIONAL_STRING_SCHEMA)
            .build();

    private final WakeUps wakeUps = new WakeUps(Clock.systemUTC());
    private final RowImages images = new RowImages(List.of(ACCOUNT), wakeUps);

    private Woken woken(SinkRecord... records) throws InterruptedException {
        images.wake(List.of(records));
        return wakeUps.take(Duration.ZERO);
    }

    private static SinkRecord image(String topic, Struct key, Struct row) {
        return new SinkRecord(topic, 0, key.schema(), key, row == null ? null : row.schema(), row, 0);
    }

    private static Struct key(long id) {
        return new Struct(KEY).put("id", id);
    }

    private static Struct row(String state) {
        return new Struct(ROW).put("_sync_state", state);
    }

    @Test
    void wakesRowsOfItsTables() throws InterruptedException {
        Woken woken = woken(
                image("postgres.public.Account", key(7), row("pending")),
                image("some.prefix.public.Account", key(8), row(null)),
                image("postgres.public.Account", key(7), row("pending")),
                image("postgres.public.Other", key(9), row("pending")));

        assertThat(woken.keys()).isEqualTo(Map.of(ACCOUNT, Set.of("7", "8")));
        assertThat(woken.sweeps()).isEmpty();
    }

    @Test
    void ignoresImagesThatNeedNoWrite() throws InterruptedException {
        Woken woken = woken(
                image("postgres.public.Account", key(1), row(SyncState.SENT.word())),
                image("postgres.public.Account", key(2), row(SyncState.WAITING.word())),
                image("postgres.public.Account", key(3), row(SyncState.FAILED.word())),
                image("postgres.public.Account", key(4), null));

        assertThat(woken.keys()).isEmpty();
    }

    @Test
    void wakesDeletedRowsByTheirTombstones() throws InterruptedException {
        Struct tombstone = new Struct(TOMBSTONE)
                .put("table_schema", "public")
                .put("table_name", "Account")
                .put("row_key", "17")
                .put("_sync_state", "pending");

        assertThat(woken(image("postgres.tandem.tombstones", key(1), tombstone)).keys())
                .isEqualTo(Map.of(ACCOUNT, Set.of("17")));
    }

    @Test
    void sweepsTableWhoseKeyIsNotPlain() throws InterruptedException {
        Struct key = new Struct(TWO_KEYS).put("id", 1L).put("region", "eu");

        assertThat(woken(image("postgres.public.Account", key, row("pending"))).sweeps())
                .containsExactly(Map.entry(ACCOUNT, Search.PENDING));
    }
}
