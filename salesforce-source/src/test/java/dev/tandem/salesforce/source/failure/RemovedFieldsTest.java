/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.SalesforceException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class RemovedFieldsTest {
    private int describes;

    @Test
    void describesAgainForEachFieldThatIsRemovedMeanwhile() throws InterruptedException {
        Deque<String> removed = new ArrayDeque<>(List.of("A__c", "B__c", "C__c"));

        int describesBefore = RemovedFields.retry(this::describe, () -> {
            if (!removed.isEmpty()) {
                throw failure("INVALID_FIELD", removed.removeFirst());
            }
            return describes;
        });

        assertThat(describesBefore).isEqualTo(3);
    }

    @Test
    void givesUpIfDescribesDoNotHelp() {
        SalesforceException failure = failure("INVALID_FIELD", "A__c");

        assertThatThrownBy(() -> RemovedFields.retry(this::describe, () -> {
                    throw failure;
                }))
                .isSameAs(failure);
        assertThat(describes).isEqualTo(RemovedFields.MAX_CALLS - 1);
    }

    @Test
    void leavesOtherFailuresToTheCaller() {
        SalesforceException failure = failure("MALFORMED_QUERY", "A__c");

        assertThatThrownBy(() -> RemovedFields.retry(this::describe, () -> {
                    throw failure;
                }))
                .isSameAs(failure);
        assertThat(describes).isZero();
    }

    private void describe() {
        describes++;
    }

    private static SalesforceException failure(String code, String field) {
        return new SalesforceException(FailureKind.BAD_REQUEST, "No such column", code, List.of(field), null);
    }
}
