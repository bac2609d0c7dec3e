/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.plan;

import dev.tandem.postgres.sink.record.Change;
import java.util.List;
import java.util.Map;

/**
 * The tombstones of a table as a whole. A truncate leaves one for all rows, those included that have not arrived yet. Pure.
 *
 * @param any whether single rows have tombstones
 * @param truncate the state of a row that the last truncate deleted; null if none is known
 */
public record TableTombstones(boolean any, RowState truncate) {
    public static final TableTombstones NONE = new TableTombstones(false, null);

    /** Returns whether some change is older than the truncate, so that its row must be read. */
    public boolean overtakeAny(List<RowHistory> histories) {
        return truncate != null && histories.stream().anyMatch(this::overtakes);
    }

    private boolean overtakes(RowHistory history) {
        for (Change change : history.changes()) {
            if (change.version() != null && change.version() < truncate.version()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Adds the truncate to what is known of rows that have changes older than it.
     *
     * @param states by index into {@code histories}; rows without one do not exist
     */
    public void addTo(Map<Integer, RowState> states, List<RowHistory> histories) {
        if (truncate == null) {
            return;
        }
        for (int i = 0; i < histories.size(); i++) {
            RowState known = states.getOrDefault(i, RowState.ABSENT);
            boolean isNewer = known.presence() == RowState.Presence.ABSENT
                    || (known.presence() == RowState.Presence.DELETED && known.version() < truncate.version());
            if (isNewer && overtakes(histories.get(i))) {
                states.put(i, truncate);
            }
        }
    }
}
