/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.write.Outcome;
import dev.tandem.salesforce.sink.metrics.WriteMetric;
import dev.tandem.salesforce.sink.write.row.WriteLogEntry;
import dev.tandem.twoway.row.RequestKind;
import dev.tandem.twoway.rule.Answer;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerMeaningTest {
    private static final String TAKEN = "duplicate value found: Key__c duplicates value on record with id: 001";

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            # Salesforce's answer | request | row       | counted as       | logged as  | message
            written               | UPDATE  | Written   | WRITES_ANSWERED  | WRITTEN    | -
            written               | CREATE  | Created   | WRITES_ANSWERED  | WRITTEN    | -
            gone                  | UPDATE  | Gone      | WRITES_ANSWERED  | WRITTEN    | CODE: text
            gone                  | DELETE  | -         | WRITES_RETRIED   | RETRIED    | CODE: text
            deleted               | DELETE  | Gone      | WRITES_ANSWERED  | WRITTEN    | ENTITY_IS_DELETED: text
            overtaken             | UPDATE  | Overtaken | WRITES_OVERTAKEN | RETRIED    | -
            busy                  | UPDATE  | Busy      | WRITES_RETRIED   | RETRIED    | CODE: text
            rejected              | UPDATE  | Rejected  | WRITES_REJECTED  | FAILED     | CODE: text
            rejected              | CREATE  | Rejected  | WRITES_REJECTED  | FAILED     | CODE: text
            key taken             | UPDATE  | Rejected  | WRITES_REJECTED  | FAILED     | DUPLICATE_VALUE: %1$s
            key taken             | CREATE  | Exists    | WRITES_RETRIED   | RETRIED    | DUPLICATE_VALUE: %1$s
            lost                  | UPDATE  | -         | ANSWERS_LOST     | UNANSWERED | text
            """)
    void decidesByAnswerAndKind(
            String outcome, RequestKind kind, String row, WriteMetric metric, WriteLogEntry.State state, String text) {
        AnswerMeaning meaning = AnswerMeaning.of(outcome(outcome), kind, "Key__c");

        String answer =
                meaning.answer() == null ? null : meaning.answer().getClass().getSimpleName();
        assertThat(answer).isEqualTo(row);
        assertThat(meaning.metric()).isEqualTo(metric);
        assertThat(meaning.logged()).isEqualTo(state);
        assertThat(meaning.message()).isEqualTo(text == null ? null : text.formatted(TAKEN));
    }

    @ParameterizedTest
    @CsvSource({
        "duplicate value found: Key__c duplicates value on record with id: 001000000000001, Exists",
        "duplicate value found: key__c duplicates value on record with id: 001000000000001, Exists",
        "duplicate value found: Legacy_Key__c duplicates value on record with id: 001000000000001, Rejected",
        "duplicate value found: Key__c_Old__c duplicates value on record with id: 001000000000001, Rejected",
        "duplicate value found: <unknown> duplicates value on record with id: <unknown>, Rejected"
    })
    void separatesKeyFromFieldsWhoseNamesContainIt(String message, String row) {
        Outcome outcome = new Outcome.Rejected("DUPLICATE_VALUE", message, List.of());

        Answer answer = AnswerMeaning.of(outcome, RequestKind.CREATE, "Key__c").answer();

        assertThat(answer.getClass().getSimpleName()).isEqualTo(row);
    }

    private static Outcome outcome(String name) {
        return switch (name) {
            case "written" -> new Outcome.Written(new RecordId("001RM000004UF9sYAG"), false);
            case "gone" -> new Outcome.Gone("CODE", "text");
            case "deleted" -> new Outcome.Gone("ENTITY_IS_DELETED", "text");
            case "overtaken" -> new Outcome.Overtaken();
            case "busy" -> new Outcome.Busy("CODE", "text");
            case "rejected" -> new Outcome.Rejected("CODE", "text", List.of());
            case "key taken" -> new Outcome.Rejected("DUPLICATE_VALUE", TAKEN, List.of());
            default -> new Outcome.Lost("text");
        };
    }
}
