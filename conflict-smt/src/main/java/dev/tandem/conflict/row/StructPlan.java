/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.row;

import dev.tandem.conflict.field.FieldSet;
import dev.tandem.conflict.field.FieldSlots;
import dev.tandem.conflict.row.RowSettings.UnknownFields;
import dev.tandem.conflict.shape.Access;
import dev.tandem.conflict.shape.Change;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The plan for structs: it copies the fields of one schema into the object's common schema. */
final class StructPlan implements RowPlan {
    private static final Logger LOG = LoggerFactory.getLogger(StructPlan.class);
    private static final int MAX_PROJECTIONS = 1_000;
    private static final int MAX_ABSENT = 1_000;

    private final Schema input;
    private final Schema target;
    private final UnknownFields unknownFields;
    private final Placeholder placeholder;
    private final Column[] columns;
    private final Map<String, Column> byInputName = new HashMap<>();
    private final Map<Integer, Column> bySlot = new HashMap<>();
    /** The object's fields that rows of this schema have; {@link FieldSet#ALL} if none is missing. */
    private final FieldSet fields;
    /** Those fields, each named. */
    private final FieldSet present;
    /** True if the input row can be passed on without a copy. */
    private final boolean same;

    /** The fields that have been warned of. */
    private final Set<String> absent = new HashSet<>();

    private final Projection whole;
    private final Map<FieldSet, Projection> projections = new HashMap<>();

    private record Column(Field input, Access read, Field output, int slot, Conversion conversion) {
        Object of(Object row) {
            return Conversion.convert(conversion, read.of(row));
        }
    }

    /** A schema for some of the columns, and the position of each of them in it. */
    private record Projection(Schema schema, Column[] columns, Field[] places) {
        static Projection onto(Schema schema, Column[] columns) {
            Field[] places = new Field[columns.length];
            for (int i = 0; i < columns.length; i++) {
                places[i] = StructCopy.place(schema.field(columns[i].output().name()));
            }
            return new Projection(schema, columns, places);
        }

        SchemaAndValue of(Object row, FieldSet wanted) {
            Struct copy = new Struct(schema);
            for (int i = 0; i < columns.length; i++) {
                if (wanted.contains(columns[i].slot())) {
                    copy(row, columns[i], copy, places[i]);
                }
            }
            return new SchemaAndValue(schema, copy);
        }

        private static void copy(Object row, Column column, Struct copy, Field place) {
            try {
                Object value = column.of(row);
                if (value != null) {
                    copy.put(place, value);
                }
            } catch (ArithmeticException | ClassCastException | DataException e) {
                throw new DataException(
                        "The value of " + column.output().name() + " does not fit the field's common type: "
                                + e.getMessage(),
                        e);
            }
        }
    }

    /** @param placeholder null if values are never unavailable */
    StructPlan(
            Schema input,
            Schema target,
            FieldChoice choice,
            FieldSlots slots,
            UnknownFields unknownFields,
            Placeholder placeholder) {
        this.input = input;
        this.target = target;
        this.unknownFields = unknownFields;
        this.placeholder = placeholder;
        List<Column> found = new ArrayList<>();
        FieldSet.Builder present = new FieldSet.Builder(target.fields().size());
        for (Field field : input.fields()) {
            String name = choice.name(field.name());
            Field output = name == null ? null : target.field(name);
            if (output != null) {
                Conversion conversion = Conversion.between(field.schema(), output.schema());
                Column column = new Column(field, Access.to(field), output, slots.slot(name), conversion);
                found.add(column);
                byInputName.put(field.name(), column);
                bySlot.put(column.slot(), column);
                present.add(column.slot());
            }
        }
        this.columns = found.toArray(new Column[0]);
        this.present = present.build().shared();
        this.fields = columns.length == target.fields().size() ? FieldSet.ALL : this.present;
        this.same = choice.isAll() && input.equals(target);
        this.whole = Projection.onto(target, columns);
    }

    /** Returns whether this plan leads to the given schema, the object's current one. */
    boolean leadsTo(Schema schema) {
        return target == schema;
    }

    @Override
    public FieldSet unavailable(Change change) {
        if (placeholder == null || change.row() == null) {
            return FieldSet.NONE;
        }
        FieldSet.Builder found = null;
        for (Column column : columns) {
            if (Placeholder.possible(column.input().schema())
                    && placeholder.is(column.read().of(change.row()))) {
                found = found == null ? new FieldSet.Builder(columns.length) : found;
                found.add(column.slot());
            }
        }
        return found == null ? FieldSet.NONE : found.build();
    }

    @Override
    public FieldSet carried(Change change) {
        if (change.changed() != null) {
            return named(change.changed());
        }
        return change.before() == null ? fields : different(change.before(), change.row());
    }

    @Override
    public FieldSet present(Object row) {
        return present;
    }

    private FieldSet named(List<String> names) {
        FieldSet.Builder named = new FieldSet.Builder(columns.length);
        for (int i = 0; i < names.size(); i++) {
            Column column = byInputName.get(names.get(i));
            if (column != null) {
                named.add(column.slot());
            } else if (input.field(names.get(i)) == null) {
                warnOfAbsent(names.get(i));
            }
        }
        return named.build();
    }

    /** Warns of a field that a change carries, but which the row does not have, as after a transform that renames fields. */
    private void warnOfAbsent(String name) {
        if (absent.size() < MAX_ABSENT && absent.add(name)) {
            LOG.warn(
                    "A change lists field {} as changed, but its row has no such field, so it is not passed on. Put transforms that"
                            + " rename fields before the first LastWriterWins, or set its field.renames instead.",
                    name.replaceAll("\\p{Cntrl}", "?"));
        }
    }

    private FieldSet different(Object before, Object after) {
        FieldSet.Builder different = new FieldSet.Builder(columns.length);
        for (Column column : columns) {
            if (!Objects.deepEquals(column.read().of(before), column.read().of(after))) {
                different.add(column.slot());
            }
        }
        return different.build();
    }

    @Override
    public SchemaAndValue noRow() {
        return new SchemaAndValue(target, null);
    }

    @Override
    public SchemaAndValue asRead(Object row, FieldSet carried) {
        if (unknownFields == UnknownFields.OMIT && !(fields.isAll() && carried.isAll())) {
            return only(row, carried);
        }
        return same ? new SchemaAndValue(input, row) : whole.of(row, fields);
    }

    @Override
    public SchemaAndValue only(Object row, FieldSet survivors) {
        Projection projection = unknownFields == UnknownFields.OMIT ? projection(survivors) : whole;
        return projection.of(row, survivors);
    }

    /** Returns the projection onto these fields. It is cached, because many changes touch the same few fields. */
    private Projection projection(FieldSet wanted) {
        if (projections.size() == MAX_PROJECTIONS) {
            projections.clear();
        }
        return projections.computeIfAbsent(wanted, this::project);
    }

    private Projection project(FieldSet wanted) {
        Column[] kept = Arrays.stream(columns)
                .filter(column -> wanted.contains(column.slot()))
                .toArray(Column[]::new);
        SchemaBuilder builder = SchemaBuilder.struct();
        for (Column column : kept) {
            builder.field(column.output().name(), column.output().schema());
        }
        NormalForm.describe(builder, target);
        return Projection.onto(target.isOptional() ? builder.optional().build() : builder.build(), kept);
    }

    @Override
    public List<String> names(Object row, FieldSet wanted) {
        List<String> names = new ArrayList<>(columns.length);
        for (Column column : columns) {
            if (wanted.contains(column.slot())) {
                names.add(column.output().name());
            }
        }
        return names;
    }

    @Override
    public Object value(Object row, int slot) {
        Column column = bySlot.get(slot);
        return column == null ? null : column.of(row);
    }
}
