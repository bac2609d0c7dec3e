/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.governor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackOffTest {
    @ParameterizedTest
    @CsvSource({
        "1, TotalRequests Limit exceeded., 1, 2000",
        "1, TotalRequests Limit exceeded., 0, 1000",
        "2, TotalRequests Limit exceeded., 1, 4000",
        "9, TotalRequests Limit exceeded., 1, 512000",
        "10, TotalRequests Limit exceeded., 1, 900000",
        "1000, TotalRequests Limit exceeded., 0, 450000",
        "1, ConcurrentPerOrgLongTxn Limit exceeded., 1, 1000",
        "1000, ConcurrentPerOrgLongTxn Limit exceeded., 1, 60000"
    })
    void growsWithEachFailureUpToALongestPause(int failures, String message, double random, long pause) {
        assertThat(BackOff.pause(failures, message, random).toMillis()).isEqualTo(pause);
    }
}
