/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PushTopicQueryTest {
    @Test
    void readsObjectAndFields() {
        assertThat(PushTopicQuery.parse("SELECT Id, Name,Status__c\n FROM Invoice__c WHERE Name = 'from x'"))
                .hasValueSatisfying(query -> {
                    assertThat(query.object()).isEqualTo("Invoice__c");
                    assertThat(query.fields()).containsExactly("Id", "Name", "Status__c");
                });
        assertThat(PushTopicQuery.parse(" select id from Account")).isPresent();
    }

    @Test
    void rejectsOtherText() {
        assertThat(PushTopicQuery.parse("SELECT COUNT() FROM Account")).isEmpty();
        assertThat(PushTopicQuery.parse("SELECT Id FROM")).isEmpty();
        assertThat(PushTopicQuery.parse("")).isEmpty();
    }
}
