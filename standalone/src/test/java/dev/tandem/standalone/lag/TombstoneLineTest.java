/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.lag;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TombstoneLineTest {
    private static final String COLUMNS =
            "table_schema[text]:'salesforce' table_name[text]:'Account' key[text]:'001A' version[bigint]:77"
                    + " deleted_at[timestamp with time zone]:'2026-11-26 10:00:00+00' row_key[text]:'5'"
                    + " row_values[jsonb]:'{\"Name\": \"key[text]:''x'' version[bigint]:1\"}'";

    @Test
    void readsDeletesOfTwoWayTables() {
        assertThat(TombstoneLine.read("table tandem.tombstones: INSERT: " + COLUMNS, "salesforce"))
                .contains(new RowWrite("Account", "001A", 77, 0));
        assertThat(TombstoneLine.read("table tandem.tombstones: UPDATE: " + COLUMNS, "salesforce"))
                .contains(new RowWrite("Account", "001A", 77, 0));
    }

    @Test
    void ignoresOtherLines() {
        assertThat(TombstoneLine.read("table tandem.tombstones: INSERT: " + COLUMNS, "other"))
                .isEmpty();
        assertThat(TombstoneLine.read("table tandem.tombstones: DELETE: " + COLUMNS, "salesforce"))
                .isEmpty();
        assertThat(TombstoneLine.read("table salesforce.\"Account\": DELETE: _sync_key[bigint]:5", "salesforce"))
                .isEmpty();
        assertThat(TombstoneLine.read("COMMIT 748", "salesforce")).isEmpty();
    }
}
