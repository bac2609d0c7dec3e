/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.shape;

import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/** A way to read one field of a struct or one entry of a map. With a schema, the field is looked up only once. */
@FunctionalInterface
public interface Access {
    Access NOTHING = container -> null;

    /** Returns the field's value, or null if it is missing. A default never replaces a null. */
    Object of(Object container);

    /** @param schema of the struct; null for maps */
    static Access to(Schema schema, String name) {
        if (schema == null) {
            return container -> ((Map<?, ?>) container).get(name);
        }
        return schema.field(name) == null ? NOTHING : to(schema.field(name));
    }

    static Access to(Field field) {
        if (field.schema().defaultValue() != null) {
            // Struct.get(Field) would return the default instead of null.
            return container -> ((Struct) container).getWithoutDefault(field.name());
        }
        return container -> ((Struct) container).get(field);
    }

    /** Returns access to a field inside this field; null if this field is null. */
    default Access then(Access inner) {
        return container -> {
            Object outer = of(container);
            return outer == null ? null : inner.of(outer);
        };
    }
}
