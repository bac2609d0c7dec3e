/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.table;

import dev.tandem.plugin.golden.StatementFile;
import org.junit.jupiter.api.Test;

/** The statements that read the catalog, as files that a reader can open. */
class CatalogStatementsTest {
    @Test
    void rendersLooksAtTables() {
        StatementFile.assertHolds("catalog-columns.sql", Catalog.COLUMNS);
        StatementFile.assertHolds("catalog-keys.sql", Catalog.UNIQUE_KEYS);
    }
}
