/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.sql;

import dev.tandem.postgres.sink.plan.FieldRule;
import dev.tandem.postgres.sink.plan.RowHistory;
import dev.tandem.postgres.sink.plan.RowWrite;
import dev.tandem.postgres.sink.plan.TableChanges;
import dev.tandem.postgres.sink.plan.VersionGuard;
import dev.tandem.postgres.sink.record.RowShape;
import dev.tandem.postgres.sink.record.TableFields;
import dev.tandem.postgres.sink.schema.ColumnChoice;
import dev.tandem.postgres.sink.table.Column;
import dev.tandem.postgres.sink.table.SystemColumn;
import dev.tandem.postgres.sink.table.Table;
import dev.tandem.postgres.sink.table.TableLayout;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;

/**
 * The columns of a table that changes are written to, each with the format in which its values travel. Two threads may use it at once.
 */
public final class TargetColumns {
    private final Table table;
    private final TableChanges changes;
    private final ColumnFormat[] keys;
    private final TableLayout layout;
    private final Map<Integer, List<ColumnFormat>> columns = new ConcurrentHashMap<>();

    public TargetColumns(Table table, TableChanges changes, TableLayout layout) {
        this.table = table;
        this.changes = changes;
        this.layout = layout;
        TableFields fields = changes.fields();
        this.keys = new ColumnFormat[fields.keyColumns().size()];
        for (int i = 0; i < keys.length; i++) {
            int part = i;
            Map<RowShape, Schema> schemas = new IdentityHashMap<>();
            changes.shapes().forEach(shape -> schemas.put(shape, shape.keySchema(part)));
            keys[i] = ColumnFormat.ofKey(table.columns().get(fields.keyColumns().get(i)), schemas);
        }
    }

    public Table table() {
        return table;
    }

    /** Returns whether rows and tombstones keep the origin of their last change, so that conflicts are seen. */
    public boolean tracksOrigins() {
        return changes.hasOrigins() && table.hasOrigins() && table.isVersioned();
    }

    /** Returns whether rows also keep the version and origin of each field. */
    public boolean tracksFields() {
        return tracksOrigins() && table.hasFieldStamps();
    }

    /** Returns the rule for rows of several origins, which may set the columns of fields that no record has. */
    public FieldRule fieldRule(VersionGuard guard) {
        Set<String> fields = new LinkedHashSet<>();
        Set<String> erasable = new LinkedHashSet<>();
        table.columns().forEach((name, column) -> {
            boolean takesField = column.mainColumn() == null
                    && !column.isFilledByPostgres()
                    && !(column.notNull() && column.defaultSql() != null && lacks(name))
                    && !changes.fields().keyColumns().contains(name)
                    && !SystemColumn.isOne(name, layout);
            if (takesField) {
                fields.add(name);
            }
            if (takesField && !column.notNull()) {
                erasable.add(name);
            }
        });
        return new FieldRule(guard, changes.fields(), fields, erasable);
    }

    /** Returns whether the table has a column for which no record has a field. */
    public boolean lacks(String column) {
        return table.columns().containsKey(column)
                && changes.shapes().stream().noneMatch(shape -> shape.hasColumn(column))
                && !changes.fields().keyColumns().contains(column);
    }

    /** Returns whether Java compares the keys of these rows exactly as Postgres does. */
    public boolean hasExactKeys(List<RowHistory> histories) {
        if (!keysMeanTheSame()) {
            return false;
        }
        for (RowHistory history : histories) {
            for (int i = 0; i < keys.length; i++) {
                if (!keys[i].isExact(history.last().key().part(i))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Returns whether the keys of all records have one unit, since 1000 ms and 1000000 µs are one key. */
    private boolean keysMeanTheSame() {
        List<String> meanings = changes.shapes().iterator().next().keyMeanings();
        return changes.shapes().stream().allMatch(shape -> shape.keyMeanings().equals(meanings));
    }

    ColumnFormat[] keys() {
        return keys;
    }

    /** Returns the column of the field's name. */
    ColumnFormat column(int field) {
        return columns(field).get(0);
    }

    /** Returns the column of the field's name, then its side columns: a value goes to one of them and null to the others. */
    public List<ColumnFormat> columns(int field) {
        return columns.computeIfAbsent(field, this::formats);
    }

    private List<ColumnFormat> formats(int number) {
        String main = changes.fields().column(number);
        Map<String, Map<RowShape, Schema>> schemas = new LinkedHashMap<>();
        schemas.put(main, new IdentityHashMap<>());
        table.sideColumnsOf(main).forEach(column -> schemas.put(column.name(), new IdentityHashMap<>()));
        for (RowShape shape : changes.shapes()) {
            Field field = shape.fields().get(number);
            if (field != null) {
                Column column = ColumnChoice.of(table, main, field.schema(), layout);
                schemas.get(column.name()).put(shape, field.schema());
            }
        }
        List<ColumnFormat> formats = new ArrayList<>();
        schemas.forEach(
                (name, ofShapes) -> formats.add(new ColumnFormat(table.columns().get(name), ofShapes)));
        return formats;
    }

    /** Returns the columns of all these fields, side columns included. */
    List<ColumnValue> values(WrittenFields fields) {
        return fields.numbers().stream()
                .boxed()
                .flatMap(field -> values(field).stream())
                .toList();
    }

    /** Returns the columns of a field: the one of its name, then its side columns. */
    public List<ColumnValue> values(int field) {
        List<ColumnFormat> formats = columns(field);
        return IntStream.range(0, formats.size())
                .mapToObj(index -> new ColumnValue(field, formats.get(index), "s." + name(field, index)))
                .toList();
    }

    /** Returns the name, in the relation {@code s}, of the column with this index among {@link #columns}. */
    static String name(int field, int index) {
        return "c" + field + (index == 0 ? "" : "_" + index);
    }

    /** Returns the fields that some write sets, without columns that Postgres fills or that the table lacks. */
    public WrittenFields written(List<RowWrite> writes) {
        BitSet union = new BitSet();
        writes.forEach(write -> union.or(write.fields()));
        for (int field = union.nextSetBit(0); field >= 0; field = union.nextSetBit(field + 1)) {
            // A column is missing where fields without one are left out.
            if (!table.columns().containsKey(changes.fields().column(field))
                    || column(field).column().isFilledByPostgres()) {
                union.clear(field);
            }
        }
        return WrittenFields.of(writes, union);
    }
}
