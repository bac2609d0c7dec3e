/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.table;

/**
 * A column as the catalog has it.
 *
 * @param type its type without length or precision, as {@code format_type} writes it
 * @param declared its type with them
 * @param defaultSql the expression of its default, or null
 */
public record Column(
        String name, String type, String declared, boolean notNull, boolean generated, String defaultSql) {}
