/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.table;

/**
 * The order in which a column compares text.
 *
 * @param name the quoted name with its schema, or empty for the one that the column's type has anyway
 * @param deterministic false if texts of different characters can be equal, for example in upper and lower case
 */
public record Collation(String name, boolean deterministic) {
    public static final Collation OF_TYPE = new Collation("", true);
}
