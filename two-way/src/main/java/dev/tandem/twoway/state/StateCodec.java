/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.state;

import dev.tandem.twoway.json.JsonTree;
import dev.tandem.twoway.row.AwaitedEvent;
import dev.tandem.twoway.row.Request;
import dev.tandem.twoway.row.RequestKind;
import dev.tandem.twoway.row.Settling;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.row.Wish;
import dev.tandem.twoway.value.CanonicalValue;
import dev.tandem.twoway.value.FieldKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Wishes and requests as {@code _sync_pending} and {@code _sync_request} hold them. Pure. */
public final class StateCodec {
    private static final String TIME = "t";
    private static final String BASE = "base";
    private static final String AWAITED = "awaited";

    private final TableShape table;

    public StateCodec(TableShape table) {
        this.table = table;
    }

    /** Reads wishes; none from null. */
    public Map<String, Wish> wishes(Map<?, ?> json) {
        Map<String, Wish> wishes = new LinkedHashMap<>();
        if (json != null) {
            json.forEach((name, wish) -> {
                String column = name.toString();
                Map<?, ?> members = (Map<?, ?>) wish;
                wishes.put(column, new Wish(number(members.get(TIME)), value(column, members.get(BASE))));
            });
        }
        return wishes;
    }

    /** Writes wishes; null if there are none. */
    public String wishesJson(Map<String, Wish> wishes) {
        if (wishes.isEmpty()) {
            return null;
        }
        Map<String, Object> json = new LinkedHashMap<>();
        wishes.forEach((column, wish) -> {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put(TIME, wish.time());
            members.put(BASE, plain(column, wish.base()));
            json.put(column, members);
        });
        return JsonTree.write(json);
    }

    /** Writes values by column; null if there are none besides the row's existence. */
    public String valuesJson(Map<String, CanonicalValue> values) {
        Map<String, Object> json = new LinkedHashMap<>();
        values.forEach((column, value) -> {
            if (!column.equals(TwoWayRow.EXISTENCE)) {
                json.put(column, plain(column, value));
            }
        });
        return json.isEmpty() ? null : JsonTree.write(json);
    }

    /** Reads the settled request whose events have not come. */
    AwaitedEvent awaited(Map<?, ?> json) {
        if (json == null || !(json.get(AWAITED) instanceof Map<?, ?> members)) {
            return AwaitedEvent.NONE;
        }
        Set<String> fields = new TreeSet<>();
        ((List<?>) members.get("fields")).forEach(field -> fields.add(field.toString()));
        return new AwaitedEvent(number(members.get("id")), fields);
    }

    /** Reads a request; null from null. */
    public Request request(Map<?, ?> members) {
        if (members == null || !members.containsKey("id")) {
            return null;
        }
        Map<String, CanonicalValue> sent = new LinkedHashMap<>();
        ((Map<?, ?>) members.get("sent"))
                .forEach((column, value) -> sent.put(column.toString(), value(column.toString(), value)));
        return new Request(
                number(members.get("id")),
                RequestKind.valueOf(word(members.get("kind"))),
                sent,
                members.get("answered") == null ? Request.UNANSWERED : number(members.get("answered")),
                number(members.get("deadline")),
                Boolean.TRUE.equals(members.get("guarded")),
                members.get("settling") == null ? Settling.NONE : Settling.valueOf(word(members.get("settling"))));
    }

    /** Writes the request of a row, and the settled one whose event has not come; null if there is neither. */
    String requestJson(TwoWayRow row) {
        Map<String, Object> json = new LinkedHashMap<>();
        if (row.request() != null) {
            addRequest(row.request(), json);
        }
        if (!row.awaited().isNone()) {
            Map<String, Object> awaited = new LinkedHashMap<>();
            awaited.put("id", row.awaited().requestId());
            awaited.put("fields", List.copyOf(row.awaited().fields()));
            json.put(AWAITED, awaited);
        }
        return json.isEmpty() ? null : JsonTree.write(json);
    }

    private void addRequest(Request request, Map<String, Object> json) {
        Map<String, Object> sent = new LinkedHashMap<>();
        request.sent().forEach((column, value) -> sent.put(column, plain(column, value)));
        json.put("id", request.id());
        json.put("kind", request.kind().name().toLowerCase(Locale.ROOT));
        json.put("sent", sent);
        json.put("answered", request.isAnswered() ? request.answeredAt() : null);
        json.put("deadline", request.deadline());
        json.put("guarded", request.guarded());
        if (request.settling() != Settling.NONE) {
            json.put("settling", request.settling().name().toLowerCase(Locale.ROOT));
        }
    }

    /** Returns a value of a column from JSON. */
    CanonicalValue value(String column, Object json) {
        if (column.equals(TwoWayRow.EXISTENCE)) {
            return Boolean.TRUE.equals(json) ? CanonicalValue.TRUE : CanonicalValue.FALSE;
        }
        // A column of type jsonb, say: the field is text, and holds JSON.
        boolean isNested = json instanceof Map || json instanceof List;
        return CanonicalValue.whenNeeded(table.kind(column), isNested ? JsonTree.write(json) : json);
    }

    /** Returns a value as JSON holds it: text keeps its spelling, so giving up a wish restores the value as it was. */
    Object plain(String column, CanonicalValue value) {
        if (column.equals(TwoWayRow.EXISTENCE)) {
            return CanonicalValue.TRUE.equals(value);
        }
        Object original = value.original();
        boolean isJson = original instanceof Boolean || original instanceof Number || original instanceof String;
        if (value.isNull()) {
            return original instanceof String ? original : null;
        }
        return isJson && (table.kind(column) != FieldKind.NUMBER || original instanceof Number)
                ? original
                : value.text();
    }

    private static long number(Object json) {
        return ((Number) json).longValue();
    }

    private static String word(Object json) {
        return json.toString().toUpperCase(Locale.ROOT);
    }
}
