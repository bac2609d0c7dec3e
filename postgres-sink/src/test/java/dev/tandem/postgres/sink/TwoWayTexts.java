/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import dev.tandem.twoway.conflict.LostValue;
import dev.tandem.twoway.row.TwoWayRow;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Rows and conflicts as texts, which tests compare. */
final class TwoWayTexts {
    private TwoWayTexts() {}

    static String describe(TwoWayRow row) {
        Map<String, String> values = new TreeMap<>();
        StoredContacts.FIELDS.forEach(
                field -> values.put(field, row.value(field).text()));
        Map<String, String> wishes = new TreeMap<>();
        row.wishes()
                .forEach((field, wish) ->
                        wishes.put(field, wish.time() + " " + wish.base().text()));
        String request = row.request() == null
                ? "none"
                : row.request().id() + " " + row.request().kind() + " "
                        + new TreeSet<>(row.request().sent().keySet()) + " "
                        + row.request().isAnswered();
        return row.salesforceId() + " " + row.exists() + " " + values + " v" + Math.max(row.version(), 0) + " " + wishes
                + " " + request;
    }

    static String describe(LostValue value, long offset) {
        return offset + "|" + value.field() + "|" + value.type().label() + "|"
                + value.resolution().label() + "|"
                + value.local().value().text() + "|"
                + value.remote().value().text();
    }
}
