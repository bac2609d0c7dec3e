/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.postgres.sink.AccountTable;
import dev.tandem.postgres.sink.Changes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PutTest {
    private static final AccountTable ACCOUNT = new AccountTable(false);

    /** {@code c}: a change, {@code t}: a truncate, {@code x}: a record that cannot be read; a step for each word of the result. */
    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "c, c",
        "ccc, cc c",
        "cccc, cc cc",
        "ctc, c t c",
        "cctt, cc t t",
        "tc, t c",
        "xcxcx, cc",
        "x, ''",
    })
    void dividesEffectsIntoBatches(String effects, String steps) {
        List<Effect> given = new ArrayList<>();
        effects.chars().forEach(effect -> given.add(effect((char) effect)));

        Put put = Put.of(given, 2);

        assertThat(put.steps().stream().map(PutTest::text).collect(Collectors.joining(" ")))
                .isEqualTo(steps);
        assertThat(put.rejected())
                .hasSize((int) effects.chars().filter(effect -> effect == 'x').count());
    }

    private static Effect effect(char kind) {
        return switch (kind) {
            case 'c' -> ACCOUNT.change(Changes.create("1", 1, Map.of("Name", "any")));
            case 't' -> new Truncate(null, AccountTable.id(), null);
            default -> new RejectedRecord(null, Optional.empty(), "any", null);
        };
    }

    private static String text(Step step) {
        return step instanceof Batch batch ? "c".repeat(batch.changes().size()) : "t";
    }
}
