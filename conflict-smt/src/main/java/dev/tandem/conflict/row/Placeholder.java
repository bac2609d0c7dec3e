/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.row;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

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
        String uuid = UUID.nameUUIDFromBytes(bytes).toString();
        this.lists = List.of(List.of(text), List.of(base64), List.of(uuid));
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

    /** Returns whether the elements are the placeholder's bytes, as numbers of any type (debezium/dbz#2418). */
    private boolean areBytes(List<?> elements) {
        if (elements.size() != bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if (!isNumber(elements.get(i), bytes[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNumber(Object element, byte number) {
        if (element instanceof BigDecimal) {
            return BigDecimal.valueOf(number).compareTo((BigDecimal) element) == 0;
        }
        if (element instanceof Struct) {
            Struct struct = (Struct) element;
            return Numeric.isVariable(struct.schema()) && isNumber(new BigDecimal(Numeric.text(struct)), number);
        }
        return element instanceof Number && ((Number) element).doubleValue() == number;
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
            return lists.contains(list) || areBytes(list) || (list.size() == 1 && isBinary(list.get(0)));
        }
        return value instanceof Map && hstore.equals(value);
    }
}
