/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.answer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerApplierTest {
    @ParameterizedTest
    @CsvSource({
        "duplicate value found: Key__c duplicates value on record with id: 001000000000001, true",
        "duplicate value found: key__c duplicates value on record with id: 001000000000001, true",
        "duplicate value found: Legacy_Key__c duplicates value on record with id: 001000000000001, false",
        "duplicate value found: Key__c_Old__c duplicates value on record with id: 001000000000001, false",
        "duplicate value found: <unknown> duplicates value on record with id: <unknown>, false"
    })
    void separatesFieldFromOthersWhoseNamesContainIt(String message, boolean isNamed) {
        assertThat(AnswerApplier.names(message, "Key__c")).isEqualTo(isNamed);
    }
}
