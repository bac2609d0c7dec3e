/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.write;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.http.HttpDate;
import dev.tandem.salesforce.client.http.Json;
import dev.tandem.salesforce.client.http.UrlText;
import dev.tandem.salesforce.client.rest.RequestBody;
import dev.tandem.salesforce.client.write.RecordWrite.Create;
import dev.tandem.salesforce.client.write.RecordWrite.Delete;
import dev.tandem.salesforce.client.write.RecordWrite.Update;
import dev.tandem.salesforce.client.write.RecordWrite.Upsert;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The JSON of composite and collection calls. Pure. */
final class CompositeRequest {
    private final String root;
    private final WriteOptions options;

    /** @param apiVersion such as {@code 66.0} */
    CompositeRequest(String apiVersion, WriteOptions options) {
        this.root = "/services/data/v" + apiVersion + "/";
        this.options = options;
    }

    /** Returns the reference id of a subrequest by its position. */
    static String referenceId(int index) {
        return "r" + index;
    }

    ObjectNode ofRows(List<CompositeWrite> rows) {
        ObjectNode body = envelope();
        ArrayNode requests = body.putArray("compositeRequest");
        for (int i = 0; i < rows.size(); i++) {
            CompositeWrite row = rows.get(i);
            ObjectNode request = requests.addObject().put("referenceId", referenceId(i));
            addRow(request, row.write());
            ObjectNode headers = request.putObject("httpHeaders");
            options.headers().forEach(headers::put);
            headers.put("Sforce-Call-Options", "client=" + row.client());
            row.unmodifiedSince().ifPresent(instant -> headers.put("If-Unmodified-Since", HttpDate.format(instant)));
        }
        return body;
    }

    ObjectNode ofCollections(List<WriteCollection> collections, Map<String, String> headers) {
        ObjectNode body = envelope();
        ArrayNode requests = body.putArray("compositeRequest");
        for (int i = 0; i < collections.size(); i++) {
            CollectionRequest collection = CollectionRequest.of(collections.get(i));
            ObjectNode request = requests.addObject()
                    .put("referenceId", referenceId(i))
                    .put("method", collection.method())
                    .put("url", root + collection.path());
            if (collection.body() instanceof RequestBody.Json records) {
                request.set("body", records.tree());
            }
            ObjectNode inner = request.putObject("httpHeaders");
            headers.forEach(inner::put);
        }
        return body;
    }

    /** Without collation every subrequest is saved by itself and in order, so parents precede their children. */
    private static ObjectNode envelope() {
        return Json.MAPPER.createObjectNode().put("allOrNone", false).put("collateSubrequests", false);
    }

    private void addRow(ObjectNode request, RecordWrite write) {
        String rows = root + "sobjects/" + write.object();
        if (write instanceof Update update) {
            request.put("method", "PATCH").put("url", rows + "/" + update.id()).set("body", update.fields());
        } else if (write instanceof Create create) {
            request.put("method", "POST").put("url", rows).set("body", create.fields());
        } else if (write instanceof Upsert upsert) {
            String key = upsert.key().field() + "/"
                    + UrlText.encodeSegment(upsert.key().value());
            request.put("method", "PATCH").put("url", rows + "/" + key).set("body", upsert.fields());
        } else if (write instanceof Delete delete) {
            request.put("method", "DELETE").put("url", rows + "/" + delete.id());
        }
    }

    /** A collection's HTTP request. */
    record CollectionRequest(String method, String path, RequestBody body) {
        private static final String PATH = "composite/sobjects";

        static CollectionRequest of(WriteCollection collection) {
            RecordWrite first = collection.writes().get(0);
            if (first instanceof Delete) {
                String ids = collection.writes().stream()
                        .map(write -> ((Delete) write).id().value())
                        .collect(Collectors.joining(","));
                return new CollectionRequest("DELETE", PATH + "?allOrNone=false&ids=" + ids, new RequestBody.None());
            }
            String path = first instanceof Upsert upsert
                    ? PATH + "/" + upsert.object() + "/" + upsert.key().field()
                    : PATH;
            ObjectNode body = Json.MAPPER.createObjectNode().put("allOrNone", false);
            ArrayNode records = body.putArray("records");
            collection.writes().forEach(write -> records.add(record(write)));
            return new CollectionRequest(first instanceof Create ? "POST" : "PATCH", path, new RequestBody.Json(body));
        }

        private static ObjectNode record(RecordWrite write) {
            ObjectNode row = Json.MAPPER.createObjectNode();
            row.putObject("attributes").put("type", write.object().value());
            if (write instanceof Update update) {
                row.put("id", update.id().value()).setAll(update.fields());
            } else if (write instanceof Create create) {
                row.setAll(create.fields());
            } else if (write instanceof Upsert upsert) {
                row.setAll(upsert.fields());
                row.put(upsert.key().field(), upsert.key().value());
            }
            return row;
        }
    }
}
