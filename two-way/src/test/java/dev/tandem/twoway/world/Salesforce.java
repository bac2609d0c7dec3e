/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.world;

import static dev.tandem.twoway.row.TwoWayRow.EXISTENCE;
import static dev.tandem.twoway.world.World.FIELDS;

import dev.tandem.event.Operation;
import dev.tandem.twoway.change.IncomingChange;
import dev.tandem.twoway.row.RequestKind;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.rule.Answer;
import dev.tandem.twoway.rule.Guard;
import dev.tandem.twoway.rule.Look;
import dev.tandem.twoway.rule.Taken;
import dev.tandem.twoway.value.CanonicalValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Salesforce in the world: its records, and the bus of their changes in the order of the commits. */
final class Salesforce {
    static final class Record {
        final String id;
        final Map<String, CanonicalValue> values;
        /** The key of the row that it was created from; null if it was created here. */
        final String maker;

        long modified;

        Record(String id, Map<String, CanonicalValue> values, String maker, long modified) {
            this.id = id;
            this.values = new LinkedHashMap<>(values);
            this.maker = maker;
            this.modified = modified;
        }

        boolean exists() {
            return CanonicalValue.TRUE.equals(values.get(EXISTENCE));
        }
    }

    /** A write on its way. */
    record Message(Taken taken, Map<String, CanonicalValue> sent, Look look, long sentAt, int epoch) {}

    final Map<String, Record> records = new LinkedHashMap<>();
    /** The changes, without versions: the source gives them. */
    final List<IncomingChange> bus = new ArrayList<>();

    private final World world;
    private final Options options;
    private final Ledger ledger;

    Salesforce(World world) {
        this.world = world;
        options = world.options;
        ledger = world.ledger;
    }

    Record create(Map<String, CanonicalValue> values, String maker) {
        Record created = new Record("x" + (records.size() + 1), values, maker, world.second());
        records.put(created.id, created);
        ledger.names.put(created.id, maker == null ? created.id : ledger.names.get(maker));
        return created;
    }

    /** Returns whether there is a record with this key, which is unique among those that exist. */
    private boolean existsFor(String key) {
        return existing(key) > 0;
    }

    /** Returns the number of records with a key that exist; 0 if there is no key. */
    long existing(String key) {
        return records.values().stream()
                .filter(found -> found.exists() && found.maker != null && found.maker.equals(key))
                .count();
    }

    /** Returns whether a deleted record cannot be undeleted because another one has its key. */
    boolean hasSuccessor(Record deleted) {
        return deleted.maker != null && existsFor(deleted.maker);
    }

    Look look(String id) {
        Record found = records.get(id);
        return new Look(found.values, found.modified, world.second());
    }

    /** Commits one transaction: its event carries what really changed, perhaps in two pieces. */
    void commit(Record changed, Map<String, CanonicalValue> written, Operation operation, long request) {
        Map<String, CanonicalValue> changes = new LinkedHashMap<>();
        written.forEach((field, value) -> {
            CanonicalValue stored = stored(field, value);
            if (operation != Operation.UPDATE || !stored.equals(changed.values.get(field))) {
                changes.put(field, stored);
            }
        });
        changed.values.putAll(changes);
        changed.modified = world.second();
        boolean isUndelete = operation == Operation.CREATE && changed.values.size() > changes.size();
        List<Map<String, CanonicalValue>> pieces = List.of(isUndelete ? changed.values : changes);
        if (operation == Operation.UPDATE && options.silent && changes.isEmpty()) {
            return;
        }
        if (operation == Operation.UPDATE && world.chance(options.split)) {
            pieces = cut(changes);
        }
        for (Map<String, CanonicalValue> piece : pieces) {
            bus.add(event(changed, operation, piece, request));
        }
    }

    /** Returns a whole-row read of a record, which may not exist any more. */
    IncomingChange read(String id) {
        Record found = records.get(id);
        return event(found, Operation.READ, found.values, IncomingChange.NOT_OURS);
    }

    private static IncomingChange event(
            Record changed, Operation operation, Map<String, CanonicalValue> values, long request) {
        boolean namesRow = operation == Operation.CREATE || operation == Operation.READ;
        return new IncomingChange(
                changed.id,
                operation,
                TwoWayRow.NO_VERSION,
                changed.modified * 1_000_000,
                values,
                request,
                namesRow ? changed.maker : null);
    }

    private List<Map<String, CanonicalValue>> cut(Map<String, CanonicalValue> changes) {
        int cut = world.below(changes.size() + 1);
        List<Map<String, CanonicalValue>> pieces = List.of(new LinkedHashMap<>(), new LinkedHashMap<>());
        int index = 0;
        for (Map.Entry<String, CanonicalValue> change : changes.entrySet()) {
            pieces.get(index++ < cut ? 0 : 1).put(change.getKey(), change.getValue());
        }
        return pieces;
    }

    CanonicalValue stored(String field, CanonicalValue value) {
        return options.normalised && !field.equals(EXISTENCE)
                ? Edited.value(even(Integer.parseInt(value.text())), Edited.editOf(value))
                : value;
    }

    static int even(int shown) {
        return shown - shown % 2;
    }

    /** Returns the outcome of a write that arrives. */
    Answer carryOut(Message message) {
        if (world.chance(options.failures)) {
            return new Answer.Busy();
        }
        if (options.failures > 0 && isInvalid(message)) {
            return new Answer.Rejected();
        }
        long request = message.taken().id();
        TwoWayRow row = message.taken().row();
        if (message.taken().request().isCreate()) {
            if (existsFor(row.key())) {
                return new Answer.Exists();
            }
            Map<String, CanonicalValue> values = automate(message.sent(), message.sent());
            Record created = create(values, row.key());
            commit(created, values, Operation.CREATE, request);
            return new Answer.Created(created.id);
        }
        Record target = records.get(message.taken().row().salesforceId());
        if (!target.exists()) {
            return new Answer.Gone();
        }
        boolean isDelete = message.taken().request().kind() == RequestKind.DELETE;
        if (isDelete && options.failures > 0 && Integer.parseInt(target.id.substring(1)) % 3 == 2) {
            return new Answer.Rejected(); // something refers to it
        }
        if (!isDelete
                && options.guard == Guard.GUARDED
                && target.modified > message.look().modifiedSecond()) {
            return new Answer.Overtaken();
        }
        checkReplaced(message, target, isDelete);
        if (isDelete) {
            commit(target, message.sent(), Operation.DELETE, request);
        } else {
            commit(target, automate(message.sent(), target.values), Operation.UPDATE, request);
        }
        return new Answer.Written();
    }

    private static boolean isInvalid(Message message) {
        return message.sent().entrySet().stream()
                .anyMatch(entry -> !entry.getKey().equals(EXISTENCE)
                        && Integer.parseInt(entry.getValue().text()) % 5 == 4);
    }

    private void checkReplaced(Message message, Record target, boolean isDelete) {
        for (Map.Entry<String, CanonicalValue> replaced : target.values.entrySet()) {
            String field = replaced.getKey();
            if (!isDelete && !message.sent().containsKey(field)) {
                continue;
            }
            int edit = Edited.editOf(replaced.getValue());
            if (!isDelete
                    && options.guard == Guard.GUARDED
                    && edit != Edited.editOf(message.look().values().get(field))) {
                throw new BrokenPromise("a value was replaced unseen");
            }
            if (edit != Edited.editOf(message.taken().row().base(field))) {
                ledger.blind.add(edit);
            }
        }
    }

    /** Adds what Salesforce's automation changes in a write of ours: the final data is in the same event. */
    private Map<String, CanonicalValue> automate(Map<String, CanonicalValue> sent, Map<String, CanonicalValue> old) {
        Map<String, CanonicalValue> changes = new LinkedHashMap<>(sent);
        for (String field : FIELDS) {
            if (world.chance(options.automation)) {
                ledger.see(changes.getOrDefault(field, old.get(field)));
                changes.put(field, Edited.value(world.newValue(), Edited.NO_EDIT));
            }
        }
        return changes;
    }
}
