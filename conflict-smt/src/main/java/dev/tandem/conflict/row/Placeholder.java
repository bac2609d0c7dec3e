/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.row;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.connect.data.Schema;

/**
 * The value that Debezium writes if the database did not send the real one, which Postgres does not for an unchanged TOAST
 * column (option {@code unavailable.value.placeholder}). The form depends on the type, as in Debezium's
 * {@code UnchangedToastedPlaceholder}.
 */
final class Placeholder {
    private final String text;
    private final String hstoreAsJson;
    /** The form of bytes in JSON without schemas. */
    private final String base64;

    private final byte[] bytes;
    private final Map<String, String> hstore;
    private final List<List<?>> lists;

    Placeholder(String text) {
        this.text = text;
        this.hstoreAsJson = "{\"" + text + "\":\"" + text + "\"}";
        this.bytes = text.getBytes(StandardCharsets.UTF_8);
        this.base64 = Base64.getEncoder().encodeToString(bytes);
        this.hstore = Map.of(text, text);
        List<Integer> integers = new ArrayList<>();
        List<Long> longs = new ArrayList<>();
        for (byte each : bytes) {
            integers.add((int) each);
            longs.add((long) each);
        }
        String uuid = UUID.nameUUIDFromBytes(bytes).toString();
        this.lists = List.of(List.of(text), List.of(base64), integers, longs, List.of(uuid));
    }

    /** Returns whether a field of this schema can hold a placeholder. */
    static boolean possible(Schema field) {
        switch (field.type()) {
            case STRING:
            case BYTES:
            case ARRAY:
            case MAP:
                return true;
            default:
                return false;
        }
    }

    /** Returns whether a value is the placeholder as one element of an array of bytes. */
    private boolean isBinary(Object element) {
        return (element instanceof byte[] || element instanceof ByteBuffer) && is(element);
    }

    boolean is(Object value) {
        if (value instanceof String) {
            return text.equals(value) || hstoreAsJson.equals(value) || base64.equals(value);
        }
        if (value instanceof byte[]) {
            return Arrays.equals(bytes, (byte[]) value);
        }
        if (value instanceof ByteBuffer) {
            return ByteBuffer.wrap(bytes).equals(value);
        }
        if (value instanceof List) {
            List<?> list = (List<?>) value;
            return lists.contains(list) || (list.size() == 1 && isBinary(list.get(0)));
        }
        return value instanceof Map && hstore.equals(value);
    }
}
