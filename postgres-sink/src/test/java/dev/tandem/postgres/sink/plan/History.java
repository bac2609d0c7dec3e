/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.plan;

import dev.tandem.event.Operation;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.Provenance;
import dev.tandem.postgres.sink.record.RowKey;
import java.util.BitSet;

/** Histories and states in short: {@code "c1:01 u2:1 d3"} is a create of fields 0 and 1, an update of field 1 and a delete. */
public final class History {
    private History() {}

    /** @param changes each as operation code, version (or {@code ?}), {@code @origin} if any, {@code :} and the fields' digits */
    public static RowHistory of(String changes) {
        RowHistory history = new RowHistory(RowKey.of(changes));
        for (String change : changes.split(" ", -1)) {
            history.add(change(change));
        }
        return history;
    }

    private static Change change(String text) {
        String[] head = text.split(":", -1);
        String[] versionAndOrigin = head[0].substring(1).split("@", -1);
        Long version = versionAndOrigin[0].equals("?") ? null : Long.valueOf(versionAndOrigin[0]);
        BitSet fields = new BitSet();
        if (head.length > 1) {
            head[1].chars().forEach(digit -> fields.set(digit - '0'));
        }
        Operation operation = Operation.ofCode(text.substring(0, 1)).orElseThrow();
        String origin = versionAndOrigin.length > 1 ? versionAndOrigin[1] : null;
        return new Change(
                null, null, RowKey.of(text), operation, fields, new Provenance(version, origin, null, null, false));
    }

    /** @param state {@code -} for no row, {@code row} or {@code tombstone}, then version and {@code @origin} */
    public static RowState state(String state) {
        if (state.equals("-")) {
            return RowState.ABSENT;
        }
        String[] versionAndOrigin = state.replaceAll("^[a-z]+", "").split("@", -1);
        Long version = versionAndOrigin[0].isEmpty() ? null : Long.valueOf(versionAndOrigin[0]);
        String origin = versionAndOrigin.length > 1 ? versionAndOrigin[1] : null;
        return state.startsWith("row") ? RowState.present(version, origin) : RowState.deleted(version, origin);
    }

    /** Returns a write in short: action, version, and per field the version of the change that it comes from. */
    static String text(RowWrite write) {
        StringBuilder text = new StringBuilder(write.action() + " " + write.version());
        write.fields().stream()
                .forEach(field -> text.append(' ')
                        .append(field)
                        .append('=')
                        .append(write.source(field).version()));
        return text.toString();
    }
}
