/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.sink.batch.TableBatch;
import dev.tandem.postgres.sink.schema.SchemaMismatchException;

/** A failure because one table of a batch cannot hold its records. */
final class TableMismatch extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient TableBatch batch;

    TableMismatch(TableBatch batch, SchemaMismatchException cause) {
        super(cause.getMessage(), cause);
        this.batch = batch;
    }

    SchemaMismatchException reason() {
        return (SchemaMismatchException) getCause();
    }

    TableBatch batch() {
        return batch;
    }
}
