/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.SalesforceException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureAdviceTest {
    @ParameterizedTest
    @CsvSource({
        "invalid_client_id, salesforce.consumer.key",
        "invalid_client, salesforce.consumer.secret",
        "invalid_grant, salesforce.grant.type",
        "NOT_FOUND, salesforce.instance",
        "'', salesforce.instance"
    })
    void namesOptionBehindFailedLogin(String code, String key) {
        assertThat(FailureAdvice.ofLogin(failure(code, "It failed")).key()).isEqualTo(key);
    }

    @Test
    void saysWhatToDo() {
        assertThat(FailureAdvice.describe(failure("NOT_FOUND", "The describe of A__c failed")))
                .isEqualTo(
                        "The describe of A__c failed. Correct the API name, or let the user of the app see the object.");
    }

    @Test
    void leavesOtherMessagesAsTheyAre() {
        assertThat(FailureAdvice.describe(failure("UNKNOWN", "It failed. Do this.")))
                .isEqualTo("It failed. Do this.");
        assertThat(FailureAdvice.describe(new IllegalStateException("no"))).isEqualTo("no.");
        assertThat(FailureAdvice.describe(new IllegalStateException())).isEqualTo("The reason is unknown.");
    }

    private static SalesforceException failure(String code, String message) {
        return new SalesforceException(FailureKind.FATAL, message, code, List.of(), null);
    }
}
