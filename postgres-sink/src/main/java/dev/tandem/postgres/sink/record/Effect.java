/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.record;

/** The effect of a record: on one row, on all rows of a table or, if the record is rejected, on none. */
public sealed interface Effect permits Change, Truncate, RejectedRecord {}
