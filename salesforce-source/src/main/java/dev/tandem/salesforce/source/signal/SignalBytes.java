/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.signal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;

/**
 * Finds the JSON of a signal in the value of a Kafka record, whichever converter has written it: as text, as a string of the
 * JSON converter (with or without its schema), or as a string of an Avro converter with a schema registry.
 */
final class SignalBytes {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** The first byte of a value whose schema is in a registry. Four bytes of the schema's id follow. */
    private static final byte REGISTRY = 0;

    private static final int REGISTRY_HEADER = 5;

    private SignalBytes() {}

    static JsonNode json(byte[] value) {
        String text = value.length > REGISTRY_HEADER && value[0] == REGISTRY
                ? avroString(value)
                : new String(value, StandardCharsets.UTF_8);
        JsonNode json = parse(text);
        if (json.has("payload") && json.has("schema")) {
            json = json.get("payload");
        }
        return json.isTextual() ? parse(json.asText()) : json;
    }

    /** Reads a string of Avro's binary form: its length as a zigzag number, and its bytes. */
    private static String avroString(byte[] value) {
        int position = REGISTRY_HEADER;
        long zigzag = 0;
        int shift = 0;
        while (position < value.length && value[position] < 0 && shift < 28) {
            zigzag |= (long) (value[position++] & 0x7f) << shift;
            shift += 7;
        }
        if (position == value.length) {
            throw new InvalidSignalException("its Avro string has no end");
        }
        zigzag |= (long) value[position++] << shift;
        long length = zigzag >>> 1;
        if ((zigzag & 1) == 1 || length != value.length - position) {
            throw new InvalidSignalException("it is Avro, but not a string. Let the transform write signals as text");
        }
        return new String(value, position, (int) length, StandardCharsets.UTF_8);
    }

    static JsonNode parse(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            if (json != null && (json.isObject() || json.isTextual())) {
                return json;
            }
        } catch (JsonProcessingException malformed) {
            // Reported below; the exception's message would quote the text.
        }
        throw new InvalidSignalException("it is not JSON");
    }
}
