/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.evolution;

import dev.tandem.postgres.sink.table.Identifier;

/**
 * A column that records ask for.
 *
 * @param type as one writes it in {@code CREATE TABLE}
 */
record ColumnSpec(String name, String type) {
    String sql() {
        return Identifier.quote(name) + " " + type;
    }
}
