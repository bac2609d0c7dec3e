/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.twoway;

import dev.tandem.postgres.session.TableId;
import java.io.Serial;

/** Triggers have made local edits while rows were written under a replication origin, which would hide the edits from the way back. */
public final class InnerEditsException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    InnerEditsException(TableId table) {
        super("Triggers of table " + table + " edit two-way tables while the sink writes its rows.");
    }
}
