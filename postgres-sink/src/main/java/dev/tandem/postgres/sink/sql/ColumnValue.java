/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.sql;

/**
 * A column that takes the values of a field.
 *
 * @param field the field's number
 * @param reference the SQL of the column's value in the relation {@code s}
 */
public record ColumnValue(int field, ColumnFormat format, String reference) {}
