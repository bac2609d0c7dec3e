/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.write;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.http.ErrorTable;
import dev.tandem.salesforce.client.write.Outcome.Busy;
import dev.tandem.salesforce.client.write.Outcome.Gone;
import dev.tandem.salesforce.client.write.Outcome.Lost;
import dev.tandem.salesforce.client.write.Outcome.Overtaken;
import dev.tandem.salesforce.client.write.Outcome.Rejected;
import dev.tandem.salesforce.client.write.Outcome.Written;
import dev.tandem.salesforce.client.write.RecordWrite.Create;
import dev.tandem.salesforce.client.write.RecordWrite.Delete;
import dev.tandem.salesforce.client.write.RecordWrite.Update;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A reader of the results of composite and collection calls. Pure. */
final class OutcomeReader {
    private OutcomeReader() {}

    /** Returns the outcomes of rows, matched by reference id. */
    static List<Outcome> ofRows(List<CompositeWrite> rows, JsonNode answer) throws IOException {
        Map<String, JsonNode> results = byReference(answer);
        List<Outcome> outcomes = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            JsonNode result = results.get(CompositeRequest.referenceId(i));
            outcomes.add(result == null ? noResult() : ofRow(rows.get(i).write(), result));
        }
        return outcomes;
    }

    /** Returns the outcomes of several collections, matched by reference id. */
    static List<Outcome> ofCollections(List<WriteCollection> collections, JsonNode answer) throws IOException {
        Map<String, JsonNode> results = byReference(answer);
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < collections.size(); i++) {
            List<RecordWrite> writes = collections.get(i).writes();
            JsonNode result = results.get(CompositeRequest.referenceId(i));
            if (result == null) {
                outcomes.addAll(Collections.nCopies(writes.size(), noResult()));
            } else if (isSuccess(result)) {
                outcomes.addAll(ofCollection(writes, result.path("body")));
            } else {
                writes.forEach(write -> outcomes.add(ofWholeCollection(write, writes.size(), result)));
            }
        }
        return outcomes;
    }

    /** Returns the outcomes of one collection, which keep the order of the writes. */
    static List<Outcome> ofCollection(List<RecordWrite> writes, JsonNode results) throws IOException {
        if (!results.isArray() || results.size() != writes.size()) {
            throw new IOException("the answer has " + results.size() + " results for " + writes.size() + " writes");
        }
        List<Outcome> outcomes = new ArrayList<>(writes.size());
        for (int i = 0; i < writes.size(); i++) {
            outcomes.add(ofResult(writes.get(i), results.get(i)));
        }
        return outcomes;
    }

    private static Map<String, JsonNode> byReference(JsonNode answer) throws IOException {
        JsonNode responses = answer.path("compositeResponse");
        if (!responses.isArray()) {
            throw new IOException("the answer has no compositeResponse");
        }
        Map<String, JsonNode> results = new HashMap<>();
        responses.forEach(response -> results.put(response.path("referenceId").asText(), response));
        return results;
    }

    private static Outcome noResult() {
        return new Lost("The answer has no result for this write.");
    }

    private static boolean isSuccess(JsonNode response) {
        int status = response.path("httpStatusCode").asInt();
        return status >= 200 && status < 300;
    }

    private static Outcome ofRow(RecordWrite write, JsonNode response) {
        return isSuccess(response) ? ofResult(write, response.path("body")) : ofErrorAnswer(write, response);
    }

    private static Outcome ofWholeCollection(RecordWrite write, int size, JsonNode response) {
        Outcome outcome = ofErrorAnswer(write, response);
        return size == 1 || outcome instanceof Busy ? outcome : new RejectedTogether();
    }

    private static Outcome ofErrorAnswer(RecordWrite write, JsonNode response) {
        int status = response.path("httpStatusCode").asInt();
        if (status == 412) {
            // Nothing documents the body of this answer, so only the status counts.
            return new Overtaken();
        }
        JsonNode body = response.path("body");
        JsonNode error = body.isArray() ? body.path(0) : body;
        if (status == 300) {
            return new Rejected("MULTIPLE_MATCHES", "Several records have this external id.", List.of());
        }
        String code = error.path("errorCode").asText("HTTP_" + status);
        String message = error.path("message").asText("");
        return outcome(write, ErrorTable.kindOf(status, code, message), new Rejected(code, message, fields(error)));
    }

    /** Reads {@code {"id", "success", "errors", "created"}}; an update of a single row has no body. */
    private static Outcome ofResult(RecordWrite write, JsonNode result) {
        if (!result.path("success").asBoolean(true)) {
            JsonNode error = result.path("errors").path(0);
            String code =
                    error.path("statusCode").asText(error.path("errorCode").asText());
            String message = error.path("message").asText("");
            return outcome(write, ErrorTable.kindOf(code, message), new Rejected(code, message, fields(error)));
        }
        if (write instanceof Update update) {
            return new Written(update.id(), false);
        }
        if (write instanceof Delete delete) {
            return new Written(delete.id(), false);
        }
        String id = result.path("id").asText();
        return id.isEmpty()
                ? new Lost("The result has no id.")
                : new Written(
                        new RecordId(id),
                        write instanceof Create || result.path("created").asBoolean());
    }

    private static Outcome outcome(RecordWrite write, FailureKind kind, Rejected rejected) {
        // A deletion refers to nothing but its own record, so this code can only mean that one.
        boolean gone = kind == FailureKind.NOT_FOUND
                || (write instanceof Delete && rejected.code().equals("INVALID_CROSS_REFERENCE_KEY"));
        if (gone && (write instanceof Update || write instanceof Delete)) {
            return new Gone(rejected.code(), rejected.message());
        }
        return kind.isTransient() ? new Busy(rejected.code(), rejected.message()) : rejected;
    }

    private static List<String> fields(JsonNode error) {
        List<String> fields = new ArrayList<>();
        error.path("fields").forEach(field -> fields.add(field.asText()));
        return List.copyOf(fields);
    }
}
