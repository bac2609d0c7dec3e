/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.publish;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.simulator.http.Json;
import dev.tandem.salesforce.simulator.schema.Field;
import dev.tandem.salesforce.simulator.schema.FieldType.Shape;
import dev.tandem.salesforce.simulator.schema.SObject;

/** The schema of a platform event, in the Avro of the resource {@code eventSchema}. */
public final class EventSchema {
    private EventSchema() {}

    /** Returns the schema of the whole message, as CometD delivers it. */
    public static ObjectNode expanded(SObject event) {
        ObjectNode schema = Json.MAPPER.createObjectNode();
        schema.put("name", event.name()).put("namespace", "com.sforce.eventbus").put("type", "expanded-record");
        ArrayNode fields = schema.putArray("fields");
        ObjectNode data = fields.addObject().put("name", "data").putObject("type");
        data.put("type", "record").put("name", "Data").put("namespace", "");
        ArrayNode parts = data.putArray("fields");
        parts.addObject().put("name", "schema").put("type", "string");
        ObjectNode payload = parts.addObject().put("name", "payload").putObject("type");
        payload.put("type", "record").put("name", "Payload").put("doc", "");
        payload.set("fields", fields(event, "string"));
        ObjectNode position = parts.addObject().put("name", "event").putObject("type");
        position.put("type", "record").put("name", "Event");
        position.putArray("fields").addObject().put("name", "replayId").put("type", "long");
        fields.addObject().put("name", "channel").put("type", "string");
        return schema.put("uuid", event.schemaId());
    }

    /** Returns the schema of the payload. */
    public static ObjectNode compact(SObject event) {
        ObjectNode schema = Json.MAPPER.createObjectNode();
        schema.put("name", event.name()).put("namespace", "com.sforce.eventbus").put("type", "record");
        schema.set("fields", fields(event, "long"));
        return schema.put("uuid", event.schemaId());
    }

    private static ArrayNode fields(SObject event, String time) {
        ArrayNode fields = Json.MAPPER.createArrayNode();
        fields.addObject().put("name", "CreatedDate").put("type", time).put("doc", "CreatedDate:DateTime");
        fields.addObject().put("name", "CreatedById").put("type", "string").put("doc", "CreatedBy:EntityId");
        for (Field field : event.fields()) {
            if (field.is("createable")) {
                String type = type(field.type().shape(), time);
                ObjectNode described = fields.addObject().put("name", field.name());
                if (field.is("nillable")) {
                    described.putArray("type").add("null").add(type);
                    described.put("doc", "Data:" + field.type().wireName()).putNull("default");
                } else {
                    described
                            .put("type", type)
                            .put("doc", "Data:" + field.type().wireName());
                }
            }
        }
        return fields;
    }

    private static String type(Shape shape, String time) {
        return switch (shape) {
            case BOOLEAN -> "boolean";
            case INTEGER, DECIMAL -> "double";
            case DATE, DATETIME, TIME -> time;
            case TEXT, COMPOUND -> "string";
        };
    }
}
