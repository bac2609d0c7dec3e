/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.answer;

import dev.tandem.salesforce.client.write.Outcome;
import dev.tandem.salesforce.sink.metrics.WriteMetric;
import dev.tandem.salesforce.sink.write.row.WriteLogEntry.State;
import dev.tandem.twoway.row.RequestKind;
import dev.tandem.twoway.rule.Answer;
import java.util.regex.Pattern;

/**
 * The meaning of Salesforce's answer to one request: for its row, the metrics, and the write log, which have words of their own that
 * users know. Pure.
 *
 * @param answer null if a look must find out
 * @param message Salesforce's message; null if there is none
 */
record AnswerMeaning(Answer answer, WriteMetric metric, State logged, String message) {
    private static final String DUPLICATE_VALUE = "DUPLICATE_VALUE";

    /** @param keyField the external id field that holds the row's key; null if there is none */
    static AnswerMeaning of(Outcome outcome, RequestKind kind, String keyField) {
        boolean isCreate = kind == RequestKind.CREATE;
        if (outcome instanceof Outcome.Written written) {
            Answer answer = isCreate ? new Answer.Created(written.id().value()) : new Answer.Written();
            return new AnswerMeaning(answer, WriteMetric.WRITES_ANSWERED, State.WRITTEN, null);
        } else if (outcome instanceof Outcome.Gone gone) {
            String message = gone.code() + ": " + gone.message();
            if (kind == RequestKind.DELETE && !gone.isDeleted()) {
                // Only a look can find out whether the record is deleted, or out of the user's sight.
                return new AnswerMeaning(null, WriteMetric.WRITES_RETRIED, State.RETRIED, message);
            }
            return new AnswerMeaning(new Answer.Gone(), WriteMetric.WRITES_ANSWERED, State.WRITTEN, message);
        } else if (outcome instanceof Outcome.Overtaken) {
            return new AnswerMeaning(new Answer.Overtaken(), WriteMetric.WRITES_OVERTAKEN, State.RETRIED, null);
        } else if (outcome instanceof Outcome.Busy busy) {
            String message = busy.code() + ": " + busy.message();
            return new AnswerMeaning(new Answer.Busy(), WriteMetric.WRITES_RETRIED, State.RETRIED, message);
        } else if (outcome instanceof Outcome.Rejected rejected) {
            String message = rejected.code() + ": " + rejected.message();
            return isCreate && keyField != null && saysThatKeyExists(rejected, keyField)
                    ? new AnswerMeaning(new Answer.Exists(), WriteMetric.WRITES_RETRIED, State.RETRIED, message)
                    : new AnswerMeaning(new Answer.Rejected(), WriteMetric.WRITES_REJECTED, State.FAILED, message);
        }
        String message = ((Outcome.Lost) outcome).message();
        return new AnswerMeaning(null, WriteMetric.ANSWERS_LOST, State.UNANSWERED, message);
    }

    /** Returns the same, for a write that may succeed later. */
    AnswerMeaning asBusy() {
        return new AnswerMeaning(new Answer.Busy(), WriteMetric.WRITES_RETRIED, State.RETRIED, message);
    }

    /** Returns whether Salesforce has a record with the row's key. Any other unique value that exists is the user's to change. */
    private static boolean saysThatKeyExists(Outcome.Rejected rejected, String keyField) {
        // A field whose name only ends alike is another one.
        return rejected.code().equals(DUPLICATE_VALUE)
                && Pattern.compile("(?i)\\b" + Pattern.quote(keyField) + "\\b")
                        .matcher(rejected.message())
                        .find();
    }
}
