/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.answer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Salesforce's messages on rows, which are bounded. */
class RowMessageTest {
    private static final String SMILE = "\uD83D\uDE00";

    @Test
    void keepsMessageThatIsShortEnough() {
        String message = SMILE.repeat(RowMessage.MAX_CHARACTERS);

        assertThat(RowMessage.of(message)).isEqualTo(message);
        assertThat(RowMessage.of(null)).isNull();
    }

    @Test
    void cutsLongMessageBetweenCharacters() {
        String shown = RowMessage.of(SMILE.repeat(RowMessage.MAX_CHARACTERS + 1));

        assertThat(shown.codePointCount(0, shown.length())).isEqualTo(RowMessage.MAX_CHARACTERS);
        assertThat(shown).matches("(" + SMILE + ")+\\.\\.\\. \\(the whole message is in tandem\\.write_log\\)");
    }
}
