/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.twoway;

import dev.tandem.postgres.sink.plan.RowHistory;
import dev.tandem.postgres.sink.plan.TableChanges;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.twoway.WritePath.State;
import dev.tandem.twoway.state.RowStore;
import dev.tandem.twoway.state.Signals;
import dev.tandem.twoway.state.TableShape;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A writer of those rows of a two-way table whose changes take the path {@link WritePath#RULES}, inside the caller's transaction.
 * It locks all rows before it looks at them, so that no local edit comes between the look at their state and the write.
 */
public final class RulePathWriter {
    /** Shorter than Postgres's {@code deadlock_timeout}, so that the sink gives way to applications. */
    private static final long LOCK_TIMEOUT_MILLIS = 500;

    private final Connection connection;
    private final TwoWayTarget target;
    private final ReplicationOrigin origin;
    private final ChangeTranslator translator;
    private final TableShape shape;

    public RulePathWriter(Connection connection, TwoWayTarget target, ReplicationOrigin origin) {
        this.connection = connection;
        this.target = target;
        this.origin = origin;
        this.translator = new ChangeTranslator(target);
        this.shape = target.store().table();
    }

    /** Makes the transaction one of the sink's, whose writes are not local edits. */
    public static void markAsOurs(Connection connection) throws SQLException {
        RowStore.begin(connection, LOCK_TIMEOUT_MILLIS);
    }

    /**
     * The outcome of the rows that went through the rules.
     *
     * @param rest the changes of all other rows, for the statements that serve all tables
     * @param rows the number of rows that went through the rules
     * @param conflicts the number of values that lost
     */
    public record Outcome(TableChanges rest, int rows, int conflicts) {}

    /** Writes the rows that need the rules, and returns the others. */
    public Outcome write(TableChanges all) throws SQLException {
        Map<String, RowHistory> histories = new HashMap<>();
        all.inLockOrder().forEach(history -> histories.put(ChangeTranslator.recordId(history.last()), history));
        // The rules lock the rows as well, but all rows of a batch must be locked in one order.
        boolean areRuled = histories.values().stream().allMatch(WritePath::isRuledInAnyState);
        Map<String, State> states = areRuled ? Map.of() : lock(histories.keySet());
        TableChanges rest = new TableChanges(all.table());
        Set<String> reads = new TreeSet<>();
        Map<String, List<Change>> ruled = new HashMap<>();
        histories.forEach((id, history) -> {
            if (WritePath.isRuledInAnyState(history)) {
                ruled.put(id, history.changes());
                return;
            }
            State state = states.getOrDefault(id, State.UNKNOWN);
            List<Change> changes = history.changes();
            boolean namesRow = state == State.UNKNOWN && WritePath.namesRow(history, target);
            if (WritePath.of(history, state, namesRow, target) == WritePath.RULES) {
                ruled.put(id, changes);
                return;
            }
            List<Change> applied = state == State.UNKNOWN ? WritePath.fromFirstCreation(changes) : changes;
            if (applied.isEmpty()) {
                reads.add(id);
            }
            applied.forEach(rest::add);
        });
        RuleApplier rules = new RuleApplier(connection, target, translator, origin);
        rules.apply(ruled, rest);
        reads.addAll(rules.reads());
        Signals.ask(connection, shape.id(), target.object(), reads);
        return new Outcome(rest, ruled.size(), rules.conflicts());
    }

    /** Locks the rows of records, in key order, and returns the states of those that have a row or tombstone. */
    private Map<String, State> lock(Set<String> recordIds) throws SQLException {
        Map<String, State> states = new HashMap<>();
        Array ids = connection.createArrayOf("text", recordIds.toArray());
        try (PreparedStatement statement = connection.prepareStatement(TwoWayStatements.lock(shape))) {
            statement.setArray(1, ids);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    states.put(rows.getString(1), rows.getBoolean(2) ? State.CLAIMED : State.AT_REST);
                }
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(TwoWayStatements.TOMBSTONES)) {
            statement.setString(1, shape.id().schema());
            statement.setString(2, shape.id().name());
            statement.setArray(3, ids);
            try (ResultSet tombstones = statement.executeQuery()) {
                while (tombstones.next()) {
                    states.put(tombstones.getString(1), State.CLAIMED);
                }
            }
        }
        return states;
    }
}
