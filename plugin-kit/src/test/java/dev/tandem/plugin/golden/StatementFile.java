/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.golden;

/** The files of a module in which a reader finds every statement that it runs. */
public final class StatementFile {
    private StatementFile() {}

    /** Checks that the file of this name holds the statement. */
    public static void assertHolds(String file, String sql) {
        GoldenFile.at("src/test/resources/statements/" + file).assertHolds(sql + ";\n");
    }
}
