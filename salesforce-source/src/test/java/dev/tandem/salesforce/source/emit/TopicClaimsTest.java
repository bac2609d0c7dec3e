/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.salesforce.source.failure.Failures;
import dev.tandem.salesforce.source.failure.TopicInUseException;
import org.junit.jupiter.api.Test;

class TopicClaimsTest {
    private static final String TOPIC = "claims.Account";
    private static final String HERE = "here";

    @Test
    void keepsOtherConnectorsFromTheTopic() {
        try (TopicClaims first = claims("first", HERE);
                TopicClaims second = claims("second", HERE)) {
            first.claim(TOPIC);

            assertThatThrownBy(() -> second.claim(TOPIC))
                    .isInstanceOf(TopicInUseException.class)
                    .hasMessageContaining("claims.Account")
                    .hasMessageContaining("first")
                    .satisfies(failure -> assertThat(Failures.isTransient((TopicInUseException) failure))
                            .isTrue());
            assertThatCode(() -> second.claim("claims.Contact")).doesNotThrowAnyException();
        }
    }

    @Test
    void givesTopicsBackWhenTheTaskIsClosed() {
        TopicClaims first = claims("first", HERE);
        first.claim(TOPIC);
        first.close();
        first.claim(TOPIC);

        try (TopicClaims second = claims("second", HERE)) {
            assertThatCode(() -> second.claim(TOPIC)).doesNotThrowAnyException();
        }
    }

    @Test
    void admitsTheSuccessorOfTaskThatHangs() {
        try (TopicClaims hanging = claims("same", HERE);
                TopicClaims successor = claims("same", HERE)) {
            hanging.claim(TOPIC);

            assertThatCode(() -> successor.claim(TOPIC)).doesNotThrowAnyException();
        }
    }

    @Test
    void distinguishesTopicsOfOtherDestinations() {
        try (TopicClaims here = claims("first", HERE);
                TopicClaims elsewhere = claims("second", "elsewhere")) {
            here.claim(TOPIC);

            assertThatCode(() -> elsewhere.claim(TOPIC)).doesNotThrowAnyException();
        }
    }

    private static TopicClaims claims(String connector, String destination) {
        return new TopicClaims(connector, destination);
    }
}
