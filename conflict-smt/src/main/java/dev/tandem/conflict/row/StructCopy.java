/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.row;

import dev.tandem.conflict.shape.Access;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/** A copier of structs inside a row into the common schema of their field. */
final class StructCopy {
    private record Part(Access from, Field to, Conversion conversion) {}

    private final Schema schema;
    private final List<Part> parts = new ArrayList<>();

    StructCopy(Schema from, Schema to) {
        this(from, to, name -> name);
    }

    /** @param names maps the names of fields in {@code from} to those in {@code to} */
    StructCopy(Schema from, Schema to, UnaryOperator<String> names) {
        this.schema = to;
        for (Field source : from.fields()) {
            Field target = to.field(names.apply(source.name()));
            if (target != null) {
                parts.add(new Part(
                        Access.to(source), place(target), Conversion.between(source.schema(), target.schema())));
            }
        }
    }

    /**
     * Returns a field without a name for {@link Struct#put}, which otherwise builds a text from the name for each field that it
     * checks, at most of the cost of a copied row. The caller must name the field in errors.
     */
    static Field place(Field field) {
        return new Field(null, field.index(), field.schema());
    }

    Struct of(Struct original) {
        Struct copy = new Struct(schema);
        for (Part part : parts) {
            copy.put(
                    part.to(), Conversion.convert(part.conversion(), part.from().of(original)));
        }
        return copy;
    }
}
