/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.lag;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of the WAL about a tombstone. A deleted row of a two-way table shows only its own key there, which is not Salesforce's id; its
 * tombstone has the id and the version of the delete. Pure.
 */
final class TombstoneLine {
    private static final Pattern LINE =
            Pattern.compile("^table tandem\\.tombstones: (?:INSERT|UPDATE): (.*)$", Pattern.DOTALL);
    private static final Pattern TABLE =
            Pattern.compile("table_schema\\[text\\]:'([^']*)' table_name\\[text\\]:'([^']*)'");
    private static final Pattern KEY = Pattern.compile(" key\\[text\\]:'([^']*)'");
    private static final Pattern VERSION = Pattern.compile(" version\\[bigint\\]:(\\d+)");

    private TombstoneLine() {}

    /** Returns the write that a line of {@code test_decoding} reports; empty for other lines, and for tables of other schemas. */
    static Optional<RowWrite> read(String line, String schema) {
        Matcher tombstone = LINE.matcher(line);
        if (!tombstone.matches()) {
            return Optional.empty();
        }
        String columns = tombstone.group(1);
        Matcher table = TABLE.matcher(columns);
        Matcher key = KEY.matcher(columns);
        Matcher version = VERSION.matcher(columns);
        boolean isWatched = table.find() && table.group(1).equals(schema);
        return isWatched && key.find() && version.find()
                ? Optional.of(new RowWrite(table.group(2), key.group(1), Long.parseLong(version.group(1)), 0))
                : Optional.empty();
    }
}
