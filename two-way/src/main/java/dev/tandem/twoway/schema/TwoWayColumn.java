/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.schema;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The columns that Tandem adds to a two-way table. */
public final class TwoWayColumn {
    public static final String VERSION = "_sync_version";
    public static final String PENDING = "_sync_pending";
    public static final String REQUEST = "_sync_request";
    public static final String STATE = "_sync_state";
    public static final String ERROR = "_sync_error";

    /** The primary key of tables that have none besides Salesforce's id. */
    public static final String KEY = "_sync_key";

    /** The columns that every two-way table has, with their types. */
    static final Map<String, String> TYPES = types();

    private TwoWayColumn() {}

    private static Map<String, String> types() {
        Map<String, String> types = new LinkedHashMap<>();
        types.put(VERSION, "bigint");
        for (String jsonb : Arrays.asList(PENDING, REQUEST)) {
            types.put(jsonb, "jsonb");
        }
        for (String text : Arrays.asList(STATE, ERROR)) {
            types.put(text, "text");
        }
        return Collections.unmodifiableMap(types);
    }
}
