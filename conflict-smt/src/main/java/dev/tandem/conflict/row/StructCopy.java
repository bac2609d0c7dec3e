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

/** Copies a struct inside a row into the schema that holds all of its field's structs. */
final class StructCopy {
    private record Part(Access from, Field to, Conversion conversion) {}

    private final Schema schema;
    private final List<Part> parts = new ArrayList<>();

    StructCopy(Schema from, Schema to) {
        this(from, to, name -> name);
    }

    /** @param names of the fields of {@code from} in {@code to} */
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
     * The field for {@link Struct#put}, which makes a text of the name of each field that it checks, and none without a name: for
     * a copied row that text would be most of the cost. Who puts has to name the field in errors.
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
