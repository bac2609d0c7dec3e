/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.record;

import dev.tandem.postgres.sink.table.Naming;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/** The mapping of records of one pair of schemas to the columns of one table; created once, used for every record. */
public final class RowShape {
    private static final int MAX_FIELD_SETS = 10_000;
    private static final Pattern ESCAPE = Pattern.compile("\\\\([\"\\\\])");

    private final TableFields table;
    private final Schema[] keySchemas;
    private final Schema[] columnSchemas;
    private final List<String> keyMeanings;
    private final boolean hasValue;
    private final Map<Integer, Field> fields = new TreeMap<>();
    private final Map<String, Integer> numberOfField = new HashMap<>();
    private final Map<List<?>, BitSet> fieldSets = new HashMap<>();
    private final BitSet all = new BitSet();
    private final Map<Integer, DerivedField> derived = new HashMap<>();
    private final Consumer<String> absent;
    private final FieldRenames renames;
    private Field[] fieldAt = {};

    /**
     * @param renames finds fields that have another name in values than in the header of a change
     * @param absent takes the names of fields that a change carries according to its header, but which values do not have
     */
    RowShape(
            TableFields table,
            Schema[] keySchemas,
            Schema valueSchema,
            Naming naming,
            FieldRenames renames,
            Consumer<String> absent) {
        this.renames = renames;
        this.absent = absent;
        this.table = table;
        this.keySchemas = keySchemas;
        this.columnSchemas = keySchemas.clone();
        this.keyMeanings = meanings(keySchemas);
        this.hasValue = valueSchema != null;
        if (valueSchema != null) {
            for (Field field : valueSchema.fields()) {
                String column = naming.column(field.name());
                int key = table.keyColumns().indexOf(column);
                if (key >= 0) {
                    columnSchemas[key] = field.schema();
                    numberOfField.put(field.name(), -1);
                    continue;
                }
                if (naming.isSystemColumn(column)) {
                    // Perhaps read from another table that Tandem keeps in sync, and then about that one.
                    numberOfField.put(field.name(), -1);
                    continue;
                }
                int number = table.assignNumber(column);
                Field other = fields.get(number);
                if (other != null) {
                    throw new IllegalArgumentException("Fields " + other.name() + " and " + field.name()
                            + " are both column " + column + ". Rename one of them.");
                }
                fields.put(number, field);
                numberOfField.put(field.name(), number);
                all.set(number);
            }
            addFieldsByNumber();
        }
    }

    private static List<String> meanings(Schema[] schemas) {
        boolean plain = Arrays.stream(schemas).allMatch(schema -> schema.name() == null);
        return plain
                ? List.of()
                : Arrays.stream(schemas)
                        .map(schema -> String.valueOf(schema.name()))
                        .toList();
    }

    private void addFieldsByNumber() {
        fieldAt = new Field[all.length()];
        fields.forEach((number, field) -> fieldAt[number] = field);
    }

    /** Adds the fields that follow from a change, unless the rows have such fields of another type. */
    void addDerivedFields(Naming naming) {
        for (DerivedField added : DerivedField.values()) {
            int number = table.assignNumber(naming.column(added.field()));
            if (!fields.containsKey(number)) {
                fields.put(number, new Field(added.field(), -1, added.schema()));
                derived.put(number, added);
            } else if (added.isLike(fields.get(number))) {
                derived.put(number, added);
            }
            all.set(number);
        }
        addFieldsByNumber();
    }

    /** Returns whether rows have a value for the column though records have no field for it. */
    public boolean isDerived(int number) {
        return derived.containsKey(number) && fieldAt[number].index() < 0;
    }

    /** Returns the value of a derived field, or null for any other. */
    Object derivedValue(int number, Struct row, Provenance provenance) {
        DerivedField field = derived.isEmpty() ? null : derived.get(number);
        return field == null ? null : field.of(row, provenance);
    }

    public TableFields table() {
        return table;
    }

    /** Returns whether its records insert or change rows; a delete without a value knows nothing but the key. */
    public boolean hasValue() {
        return hasValue;
    }

    /** Returns the schema of the values that a key column takes. */
    public Schema keySchema(int index) {
        return keySchemas[index];
    }

    /**
     * Returns the names of the schemas of the key's values, which say what a number, a text or bytes mean; empty if none has a name.
     */
    public List<String> keyMeanings() {
        return keyMeanings;
    }

    /** Returns the schema of the row's own field for a key column, which may know a length; without one, the key's. */
    public Schema keyColumnSchema(int index) {
        return columnSchemas[index];
    }

    /** Returns the fields by the number of their column. */
    public Map<Integer, Field> fields() {
        return fields;
    }

    /** Returns whether some field, besides the key's, is for the column of this name. */
    public boolean hasColumn(String name) {
        return fields.keySet().stream().anyMatch(number -> table.column(number).equals(name));
    }

    Field field(int number) {
        return fieldAt[number];
    }

    /** Returns the numbers of all fields; must not be modified. */
    BitSet all() {
        return all;
    }

    /**
     * Returns the number of a field by its name in a header, or null. A transform with a predicate may not have renamed it. Connect's
     * default header converter puts backslashes before quotes and backslashes, and leaves them there.
     */
    private Integer number(String name) {
        String last = renames.last(name);
        if (last == null && renames.isOfAnother(name, numberOfField.keySet())) {
            return -1;
        }
        Integer number = numberOfField.get(last);
        if (number == null) {
            number = numberOfField.get(name);
        }
        return number != null || name.indexOf('\\') < 0
                ? number
                : numberOfField.get(renames.last(ESCAPE.matcher(name).replaceAll("$1")));
    }

    /** Returns the numbers of the named fields, without names that values do not have; must not be modified. */
    BitSet numbers(List<?> names) {
        BitSet known = fieldSets.get(names);
        if (known != null) {
            return known;
        }
        BitSet numbers = new BitSet();
        for (Object name : names) {
            Integer number = number(String.valueOf(name));
            if (number == null) {
                absent.accept(String.valueOf(name));
            } else if (number >= 0) {
                numbers.set(number);
            }
        }
        derived.keySet().forEach(numbers::set);
        if (fieldSets.size() < MAX_FIELD_SETS) {
            fieldSets.put(new ArrayList<>(names), numbers);
        }
        return numbers;
    }
}
