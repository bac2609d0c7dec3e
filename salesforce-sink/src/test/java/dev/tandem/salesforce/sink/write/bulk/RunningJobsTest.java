/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.twoway.row.RequestKind;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RunningJobsTest {
    private final RunningJobs jobs = new RunningJobs();

    @Test
    void readsEndedJobsAgainOnceTheirAnswersAreForgotten() {
        Instant now = Instant.ofEpochSecond(9);
        BulkJob ended = new BulkJob("750A", 1, RequestKind.UPDATE);
        jobs.ended().add(ended);

        jobs.readEndedAgain(now);

        assertThat(jobs.list()).containsExactly(RunningJobs.Running.of(ended, List.of(), Set.of(), now));
        assertThat(jobs.ended()).isEmpty();
        assertThat(jobs.has("750A")).isTrue();
    }
}
