/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.shape;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;

/** A way to find the origin of a change: from the settings or, if they name none, from the shape itself. */
@FunctionalInterface
interface OriginReader {
    String of(Object value);

    /** @param schema of the value; null for maps */
    static OriginReader of(Schema schema, ShapeSettings settings, OriginReader own) {
        if (!settings.origin().isEmpty()) {
            return value -> settings.origin();
        }
        if (settings.originField().isEmpty()) {
            return own;
        }
        Access path = path(schema, settings.originField());
        return value -> {
            Object origin = path.of(value);
            if (origin == null) {
                throw new DataException("Field " + settings.originField() + " (" + ShapeSettings.ORIGIN_FIELD
                        + ") is missing or null, so the origin of the change is unknown.");
            }
            return origin.toString();
        };
    }

    private static Access path(Schema schema, String dotted) {
        int dot = dotted.indexOf('.');
        if (dot < 0) {
            return Access.to(schema, dotted);
        }
        String first = dotted.substring(0, dot);
        if (schema != null && schema.field(first) == null) {
            return Access.NOTHING;
        }
        Schema inner = schema == null ? null : schema.field(first).schema();
        return Access.to(schema, first).then(path(inner, dotted.substring(dot + 1)));
    }
}
