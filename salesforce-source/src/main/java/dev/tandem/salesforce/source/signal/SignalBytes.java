/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.signal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A search for the JSON of a signal in the value of a Kafka record, whichever converter has written it: as text, as a string of the JSON
 * converter (with or without its schema), as a string of an Avro converter with a schema registry, or as a row of a signal table in Avro,
 * alone or in Debezium's change event.
 */
final class SignalBytes {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** The first byte of a value whose schema is in a registry. Four bytes of the schema's id follow. */
    private static final byte REGISTRY = 0;

    private static final int REGISTRY_HEADER = 5;
    /** The content of column type, as Avro writes it behind its length. */
    private static final byte[] TYPE = "\u0020execute-snapshot".getBytes(StandardCharsets.UTF_8);
    /** The branch of a value that is not null. */
    private static final byte PRESENT = 2;
    /** The least start of column type in an envelope whose row before the change is present, with an id of one character. */
    private static final int TYPE_BEFORE = REGISTRY_HEADER + 3;

    private static final String NO_STRING =
            "it is Avro, but neither a string nor a row of a signal table. Let the transform write signals as text";

    private SignalBytes() {}

    static JsonNode json(byte[] value) {
        if (value.length > REGISTRY_HEADER && value[0] == REGISTRY) {
            int type = indexOfType(value);
            if (isUpdateOrDelete(value, type)) {
                return MissingNode.getInstance();
            }
            return type < 0 ? unwrapped(avroString(value)) : row(value, type + TYPE.length);
        }
        return unwrapped(new String(value, StandardCharsets.UTF_8));
    }

    private static JsonNode unwrapped(String text) {
        JsonNode json = parse(text);
        if (json.has("payload") && json.has("schema")) {
            json = json.get("payload");
        }
        return json.isTextual() ? parse(json.asText()) : json;
    }

    /**
     * Returns whether a value is the change of a row that was there before, which is not a signal. Debezium's envelope begins with that
     * row, and a row by itself with its id.
     *
     * @param type the start of column type, which is -1 if only the key of the row is known
     */
    private static boolean isUpdateOrDelete(byte[] value, int type) {
        boolean hasBefore = value[REGISTRY_HEADER] == PRESENT;
        return hasBefore && (type < 0 ? value.length > TYPE_BEFORE : type >= TYPE_BEFORE);
    }

    /** Returns the start of a row's column type; -1 if the value is not a row of a signal table. */
    private static int indexOfType(byte[] value) {
        for (int start = REGISTRY_HEADER; start + TYPE.length <= value.length; start++) {
            if (Arrays.equals(value, start, start + TYPE.length, TYPE, 0, TYPE.length)) {
                return start;
            }
        }
        return -1;
    }

    /** Reads column data, which follows column type. */
    private static JsonNode row(byte[] value, int end) {
        boolean isOptional = end < value.length && value[end] == PRESENT;
        AvroText data = AvroText.at(value, isOptional ? end + 1 : end);
        return JSON.createObjectNode().put("type", "execute-snapshot").put("data", data.text);
    }

    private static String avroString(byte[] value) {
        AvroText string = AvroText.at(value, REGISTRY_HEADER);
        if (string.end != value.length) {
            throw new InvalidSignalException(NO_STRING);
        }
        return string.text;
    }

    /** A string in Avro's binary form: its length as a zigzag number, and its bytes. */
    private record AvroText(String text, int end) {
        static AvroText at(byte[] value, int start) {
            int position = start;
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
            if ((zigzag & 1) == 1 || length > value.length - position) {
                throw new InvalidSignalException(NO_STRING);
            }
            return new AvroText(
                    new String(value, position, (int) length, StandardCharsets.UTF_8), position + (int) length);
        }
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
