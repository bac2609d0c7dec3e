/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.record;

/** What a record does: to one row, or to all rows of a table. */
public sealed interface Effect permits Change, Truncate {}
