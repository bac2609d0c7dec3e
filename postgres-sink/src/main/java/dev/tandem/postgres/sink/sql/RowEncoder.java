/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.sql;

import dev.tandem.postgres.sink.plan.RowHistory;
import dev.tandem.postgres.sink.plan.RowWrite;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.type.BinaryArray;
import dev.tandem.postgres.sink.type.NulRule;
import dev.tandem.postgres.sink.type.Wire;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/** An encoder of rows, which become the parameters of statements. Two threads may encode different rows at once. */
public final class RowEncoder {
    private final TargetColumns columns;
    private final NulRule nulRule;

    public RowEncoder(TargetColumns columns, NulRule nulRule) {
        this.columns = columns;
        this.nulRule = nulRule;
    }

    /** Returns the columns of the rows. */
    public TargetColumns columns() {
        return columns;
    }

    /** Returns the key columns, as {@code k0, k1, ...}. */
    public ColumnArrays keys(List<Change> changes) {
        ColumnArrays arrays = new ColumnArrays(changes.size());
        ColumnFormat[] keys = columns.keys();
        for (int i = 0; i < keys.length; i++) {
            // Without U+0000, a key would be another row's.
            BinaryArray array = new BinaryArray(keys[i].wire(), NulRule.FAIL, changes.size());
            for (Change change : changes) {
                keys[i].encode(array, change, change.key().part(i));
            }
            arrays.add("k" + i, keys[i].wire(), array);
        }
        return arrays;
    }

    /** Returns the keys of rows. */
    public ColumnArrays keysOf(List<RowHistory> histories) {
        return keys(histories.stream().map(RowHistory::last).toList());
    }

    /** Returns the key columns, the version {@code v} (null where a write has none) and the origin {@code o} where it is kept. */
    public ColumnArrays keysAndVersions(List<RowWrite> writes) {
        ColumnArrays arrays = keys(writes.stream().map(RowWrite::last).toList());
        addVersions(arrays, writes.stream().map(RowWrite::version).toList());
        if (columns.tracksOrigins()) {
            BinaryArray origins = new BinaryArray(Wire.TEXT, nulRule, writes.size());
            for (RowWrite write : writes) {
                // A row from before origins were kept has none, and keeps none if only a field's stamp changes.
                if (write.origin() == null) {
                    origins.addNull();
                } else {
                    origins.addText(write.origin());
                }
            }
            arrays.add("o", Wire.TEXT, origins);
        }
        return arrays;
    }

    /** Returns the keys and versions of rows whose changes are not merged yet. */
    public ColumnArrays keysAndNewestVersions(List<RowHistory> histories) {
        ColumnArrays arrays = keysOf(histories);
        addVersions(arrays, histories.stream().map(RowHistory::newestVersion).toList());
        return arrays;
    }

    private void addVersions(ColumnArrays arrays, List<Long> versions) {
        BinaryArray array = new BinaryArray(Wire.INT8, nulRule, versions.size());
        for (Long version : versions) {
            if (version == null) {
                array.addNull();
            } else {
                array.addInt8(version);
            }
        }
        arrays.add("v", Wire.INT8, array);
    }

    /** Returns everything that a statement needs to write these fields. */
    public ColumnArrays rows(List<RowWrite> writes, WrittenFields fields) {
        ColumnArrays arrays = keysAndVersions(writes);
        if (columns.tracksFields()) {
            BinaryArray stamps = new BinaryArray(Wire.TEXT, NulRule.FAIL, writes.size());
            for (RowWrite write : writes) {
                if (write.fieldStamps() == null) {
                    stamps.addNull();
                } else {
                    stamps.addText(write.fieldStamps());
                }
            }
            arrays.add("f", Wire.TEXT, stamps);
        }
        addMasks(arrays, writes, fields.maskWords());
        addFields(arrays, writes, fields.numbers());
        return arrays;
    }

    /** Adds the bits of each write's fields, 64 to a word, as {@code m0, m1, ...}. */
    private void addMasks(ColumnArrays arrays, List<RowWrite> writes, int words) {
        BinaryArray[] masks = new BinaryArray[words];
        Arrays.setAll(masks, word -> new BinaryArray(Wire.INT8, nulRule, writes.size()));
        for (RowWrite write : writes) {
            long[] bits = write.fields().toLongArray();
            for (int word = 0; word < words; word++) {
                masks[word].addInt8(word < bits.length ? bits[word] : 0);
            }
        }
        for (int word = 0; word < words; word++) {
            arrays.add("m" + word, Wire.INT8, masks[word]);
        }
    }

    /**
     * Adds the columns of these fields as {@code c<number>}, null where a write does not set the field. Encodes row by row, since
     * the values of a row lie together in memory, and those of a column do not.
     */
    private void addFields(ColumnArrays arrays, List<RowWrite> writes, BitSet fields) {
        int[] field = fields.stream()
                .flatMap(number -> IntStream.generate(() -> number)
                        .limit(columns.columns(number).size()))
                .toArray();
        ColumnFormat[] formats =
                fields.stream().mapToObj(columns::columns).flatMap(List::stream).toArray(ColumnFormat[]::new);
        BinaryArray[] values = Arrays.stream(formats)
                .map(format -> new BinaryArray(format.wire(), nulRule, writes.size()))
                .toArray(BinaryArray[]::new);
        for (RowWrite write : writes) {
            for (int i = 0; i < field.length; i++) {
                Change source = write.source(field[i]);
                if (source == null) {
                    values[i].addNull();
                } else {
                    formats[i].encode(values[i], source, source.value(field[i]));
                }
            }
        }
        int index = 0;
        for (int i = 0; i < field.length; i++) {
            index = i > 0 && field[i] == field[i - 1] ? index + 1 : 0;
            arrays.add(TargetColumns.name(field[i], index), formats[i].wire(), values[i]);
        }
    }

    /** Returns the columns of some fields of one change. */
    public ColumnArrays fields(Change change, BitSet fields) {
        ColumnArrays arrays = new ColumnArrays(1);
        addFields(arrays, List.of(RowWrite.of(change)), fields);
        return arrays;
    }
}
