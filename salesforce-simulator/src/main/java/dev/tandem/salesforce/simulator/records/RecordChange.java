/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.records;

import dev.tandem.salesforce.simulator.schema.Field;
import dev.tandem.salesforce.simulator.schema.SObject;
import java.util.List;

/**
 * The net effect of one transaction on one record.
 *
 * @param caller the author of its first write
 * @param before the row as the transaction found it, null for a new record
 * @param changed the fields that differ between {@code before} and {@code after}, in describe order
 * @param isCascade whether the record was deleted with its master
 */
public record RecordChange(
        SObject object,
        String id,
        ChangeKind kind,
        Caller caller,
        Row before,
        Row after,
        List<Field> changed,
        boolean isCascade) {}
