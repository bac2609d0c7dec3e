/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Events as they were captured or documented, and events made for a test. */
final class SampleEvents {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SampleEvents() {}

    /** The {@code data} of a sample; some were printed without what is around it. */
    static ObjectNode captured(String file) {
        try (var in = SampleEvents.class.getResourceAsStream("/cdc-cometd/" + file)) {
            JsonNode sample = JSON.readTree(in);
            return (ObjectNode) (sample.has("data") ? sample.get("data") : sample);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static ObjectNode update(String object, String id, List<String> changedFields, String fields) {
        return update(object, List.of(id), changedFields, fields);
    }

    /** @param fields in single quotes */
    static ObjectNode update(String object, List<String> ids, List<String> changedFields, String fields) {
        try {
            ObjectNode payload = (ObjectNode) JSON.readTree(ControlledOrg.quoted(fields));
            ObjectNode header = payload.putObject("ChangeEventHeader");
            header.put("entityName", object)
                    .put("changeType", "UPDATE")
                    .put("changeOrigin", "")
                    .put("transactionKey", "0001ade9-3f74-0b99-dbc4-42e73424b774")
                    .put("sequenceNumber", 1)
                    .put("commitTimestamp", System.currentTimeMillis() / 1000 * 1000)
                    .put("commitNumber", 10426208028536L)
                    .put("commitUser", "005B0000005iVeGIAU");
            header.set("recordIds", JSON.valueToTree(ids));
            header.set("changedFields", JSON.valueToTree(changedFields));
            ObjectNode data = JSON.createObjectNode().put("schema", "made-for-a-test");
            data.set("payload", payload);
            return data;
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }
}
