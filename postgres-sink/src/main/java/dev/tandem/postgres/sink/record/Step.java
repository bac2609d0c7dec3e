/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.record;

import dev.tandem.postgres.session.TableId;
import java.util.Set;

/** A step of a put: a batch of changes, or the removal of a table's rows. */
public sealed interface Step permits Batch, Truncate {
    /** Returns the tables that it changes. */
    Set<TableId> tables();
}
