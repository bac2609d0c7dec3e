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
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TopicClaimsTest {
    private static final String TOPIC = "claims.Account";

    @Test
    void keepsOtherConnectorsFromTheTopic() {
        try (TopicClaims first = claims("first", null);
                TopicClaims second = claims("second", null)) {
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
        TopicClaims first = claims("first", null);
        first.claim(TOPIC);
        first.close();
        first.claim(TOPIC);

        try (TopicClaims second = claims("second", null)) {
            assertThatCode(() -> second.claim(TOPIC)).doesNotThrowAnyException();
        }
    }

    @Test
    void admitsTheSuccessorOfTaskThatHangs() {
        try (TopicClaims hanging = claims("same", null);
                TopicClaims successor = claims("same", null)) {
            hanging.claim(TOPIC);

            assertThatCode(() -> successor.claim(TOPIC)).doesNotThrowAnyException();
        }
    }

    @Test
    void distinguishesTopicsOfOtherClusters() {
        try (TopicClaims here = claims("first", null);
                TopicClaims elsewhere = claims("second", "other:9092")) {
            here.claim(TOPIC);

            assertThatCode(() -> elsewhere.claim(TOPIC)).doesNotThrowAnyException();
        }
    }

    private static TopicClaims claims(String connector, String cluster) {
        return new TopicClaims(connector, Optional.ofNullable(cluster));
    }
}
