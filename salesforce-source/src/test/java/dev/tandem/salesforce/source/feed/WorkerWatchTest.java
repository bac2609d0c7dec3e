/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WorkerWatchTest {
    private static final Set<String> TOPICS = Set.of("salesforce.Account");

    private final WorkerWatch watch = new WorkerWatch();

    @Test
    void reportsOnceThatTheWorkerStandsStill() {
        assertThat(watch.report(Duration.ofSeconds(59), () -> TOPICS)).isEmpty();
        assertThat(watch.report(Duration.ofSeconds(61), () -> TOPICS))
                .hasValueSatisfying(text -> assertThat(text).contains("61 s", "salesforce.Account"));
        assertThat(watch.report(Duration.ofSeconds(62), () -> TOPICS)).isEmpty();
    }

    @Test
    void namesNoTopicsIfNoRecordsWereTaken() {
        assertThat(watch.report(Duration.ofSeconds(61), Set::of))
                .hasValueSatisfying(text -> assertThat(text).doesNotContain("which are for"));
    }

    @Test
    void reportsTheNextStandstillAsWell() {
        watch.report(Duration.ofSeconds(61), () -> TOPICS);
        watch.report(Duration.ZERO, () -> TOPICS);

        assertThat(watch.report(Duration.ofSeconds(70), () -> TOPICS)).isPresent();
    }
}
