/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.plan;

import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.RejectedRecordException;
import dev.tandem.postgres.sink.record.TableFields;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The rule for rows of several origins: each field keeps the newest value, whatever order the changes arrive in. Whole rows write
 * all of their fields, and deletes write every field of the row. So the row that is left depends neither on the order of arrival
 * nor on redelivery. Pure.
 *
 * @param columns the columns of the table that take fields
 * @param erasable those of them that can be null
 */
public record FieldRule(VersionGuard guard, TableFields fields, Set<String> columns, Set<String> erasable)
        implements RowRule {
    /** Returns false, because what a change does depends on the stamps of the row's fields. */
    @Override
    public boolean isUnconditional(RowHistory history) {
        return false;
    }

    @Override
    public Optional<RowWrite> decide(RowHistory history, RowState before) {
        return merge(history, before).write();
    }

    @Override
    public List<FieldLoss> losses(RowHistory history, RowState before) {
        return merge(history, before).losses();
    }

    private FieldMerge merge(RowHistory history, RowState before) {
        FieldMerge merge;
        try {
            merge = new FieldMerge(this, before);
        } catch (UncheckedIOException unreadable) {
            Change change = history.last();
            throw new RejectedRecordException(
                    change.record(), "Table " + change.table() + ": " + unreadable.getMessage());
        }
        history.changes().forEach(merge::apply);
        return merge;
    }
}
