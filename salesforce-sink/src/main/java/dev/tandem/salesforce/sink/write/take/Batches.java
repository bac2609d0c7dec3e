/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.take;

import dev.tandem.postgres.session.Session;
import dev.tandem.salesforce.sink.write.row.TableContext;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * The rows that are taken together: as many as one call can read, but few enough for the memory and for a request if they hold long texts.
 * Tables without long texts cost nothing more.
 */
public final class Batches {
    /** The size from which texts count. Shorter ones fit in any number that a call takes. */
    private static final int LONG_TEXT = 4_000;

    private static final int MAX_ROWS = 1_000;
    private static final long MAX_BYTES = 4_000_000;

    private final TableContext context;
    private final Session session;
    private final List<String> longColumns;

    public Batches(TableContext context, Session session) {
        this.context = context;
        this.session = session;
        this.longColumns = context.table().columnsLongerThan(LONG_TEXT);
    }

    /** Splits rows into batches, in their order. */
    public List<List<String>> of(List<String> keys) throws SQLException {
        if (longColumns.isEmpty() || keys.isEmpty()) {
            return split(keys, key -> 0);
        }
        Map<String, Long> sizes =
                session.inTransaction(connection -> context.table().store().sizes(connection, longColumns, keys));
        return split(keys, key -> sizes.getOrDefault(key, 0L));
    }

    /** Returns whether the long texts of rows fit into one batch, however many rows there are. */
    public boolean fit(List<String> keys) throws SQLException {
        return of(keys).size() <= (keys.size() + MAX_ROWS - 1) / MAX_ROWS;
    }

    static List<List<String>> split(List<String> keys, ToLongFunction<String> size) {
        List<List<String>> batches = new ArrayList<>();
        int start = 0;
        long bytes = 0;
        for (int end = 0; end < keys.size(); end++) {
            long added = size.applyAsLong(keys.get(end));
            if (end - start == MAX_ROWS || (end > start && bytes + added > MAX_BYTES)) {
                batches.add(keys.subList(start, end));
                start = end;
                bytes = 0;
            }
            bytes += added;
        }
        if (start < keys.size()) {
            batches.add(keys.subList(start, keys.size()));
        }
        return batches;
    }
}
