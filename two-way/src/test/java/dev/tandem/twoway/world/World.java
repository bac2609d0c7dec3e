/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.world;

import static dev.tandem.twoway.row.TwoWayRow.EXISTENCE;

import dev.tandem.event.Operation;
import dev.tandem.twoway.change.IncomingChange;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.rule.LocalEditRule;
import dev.tandem.twoway.value.CanonicalValue;
import dev.tandem.twoway.world.Ledger.Edit;
import dev.tandem.twoway.world.Ledger.Site;
import dev.tandem.twoway.world.Salesforce.Record;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Two sites with users on virtual time, and all that can go wrong between them, in a random schedule that its seed repeats.
 *
 * <p>Salesforce's commits go over the bus to the source, which emits them, or after a gap a read in their place, to the topic. The sink
 * applies the topic to the rows, sometimes again. The write-back talks to Salesforce over a network that loses requests and answers, and
 * is killed at any step.
 */
final class World {
    static final List<String> FIELDS = List.of("a", "b");
    /** µs: the least difference of two times. */
    static final long TICK = 250_000;

    static final int TICKS_PER_SECOND = 4;
    static final int DEADLINE_TICKS = 30;
    /** Guarded requests are settled while Salesforce may still carry them out, and noted ones before they are sent. */
    static final int REPEAT_AFTER_TICKS = 3;

    final Options options;
    final Decisions decisions;
    final Ledger ledger = new Ledger();
    final Salesforce salesforce;
    final Postgres postgres;
    final List<IncomingChange> topic = new ArrayList<>();

    private final SplittableRandom random;
    private final WriteBack writeBack;
    private final List<IncomingChange> stale = new ArrayList<>();
    private final StringBuilder trace;
    private int busPosition;
    private int topicPosition;
    private long clock;
    private double reads;

    World(long seed, Options options, Function<Options, Decisions> decisions, boolean traced) {
        this.options = options.with(copy -> {});
        this.decisions = decisions.apply(this.options);
        random = new SplittableRandom(seed);
        trace = traced ? new StringBuilder() : null;
        clock = Math.max(0, -2 * options.skew);
        salesforce = new Salesforce(this);
        postgres = new Postgres(this);
        writeBack = new WriteBack(this);
        reads = options.reads;
        for (int i = 0; i < options.records; i++) {
            Map<String, CanonicalValue> values = new LinkedHashMap<>();
            FIELDS.forEach(field -> values.put(field, Edited.value(0, Edited.NO_EDIT)));
            values.put(EXISTENCE, CanonicalValue.TRUE);
            Record first = salesforce.create(values, null);
            postgres.add(
                    new TwoWayRow(
                            postgres.nextKey(),
                            first.id,
                            values,
                            TwoWayRow.NO_VERSION,
                            Map.of(),
                            null,
                            TwoWayRow.NOT_FAILED),
                    first.id);
        }
    }

    // Time and chance

    long tick() {
        return ++clock;
    }

    /** Returns Salesforce's time, in seconds. */
    long second() {
        return clock / TICKS_PER_SECOND;
    }

    /** Returns the time of Postgres's clock, in µs. */
    long localTime() {
        return (clock + options.skew) * TICK;
    }

    long nextLocalTime() {
        tick();
        return localTime();
    }

    boolean chance(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    void trace(Object... words) {
        if (trace != null) {
            trace.append(clock)
                    .append(' ')
                    .append(Arrays.stream(words).map(String::valueOf).collect(Collectors.joining(" ")))
                    .append('\n');
        }
    }

    String traced() {
        return String.valueOf(trace);
    }

    // Users

    int newValue() {
        int edit = ledger.nextEdit();
        if (options.twoValued) {
            return below(options.normalised ? 4 : 2);
        }
        return edit * 2 + below(2);
    }

    private CanonicalValue edit(Site site, String record, String field, int shown) {
        int edit = ledger.nextEdit();
        boolean isExistence = field.equals(EXISTENCE);
        CanonicalValue value = isExistence ? Edited.existence(shown != 0, edit) : Edited.value(shown, edit);
        ledger.edits.add(new Edit(
                edit,
                site,
                second(),
                record,
                field,
                salesforce.stored(field, value).text()));
        return value;
    }

    private Map<String, CanonicalValue> newRecord(Site site, String name) {
        Map<String, CanonicalValue> values = new LinkedHashMap<>();
        FIELDS.forEach(field -> values.put(field, edit(site, name, field, newValue())));
        values.put(EXISTENCE, edit(site, name, EXISTENCE, 1));
        return values;
    }

    /** Returns new values for one or two fields. Setting a field to its own value is not an edit. */
    private Map<String, Integer> someChanges(Map<String, CanonicalValue> old) {
        int first = below(FIELDS.size());
        Map<String, Integer> changes = new LinkedHashMap<>();
        for (int i = 0; i < 1 + below(2); i++) {
            String field = FIELDS.get((first + i) % FIELDS.size());
            int shown = newValue();
            if (!Integer.toString(shown).equals(old.get(field).text())) {
                changes.put(field, shown);
            }
        }
        return changes;
    }

    void salesforceUserActs() {
        tick();
        if (options.inserts && chance(0.05)) {
            String name = "x" + (salesforce.records.size() + 1);
            Record created = salesforce.create(newRecord(Site.SALESFORCE, name), null);
            trace("S user inserts", created.id, Trace.show(created.values));
            salesforce.commit(created, Map.copyOf(created.values), Operation.CREATE, IncomingChange.NOT_OURS);
            return;
        }
        if (salesforce.records.isEmpty()) {
            return;
        }
        Record target = List.copyOf(salesforce.records.values()).get(below(salesforce.records.size()));
        String name = ledger.names.get(target.id);
        if (!target.exists() && (!options.deletes || salesforce.hasSuccessor(target))) {
            return;
        }
        Operation operation = Operation.UPDATE;
        Map<String, Integer> changes = new LinkedHashMap<>();
        if (!target.exists()) {
            operation = Operation.CREATE;
            changes.put(EXISTENCE, 1);
        } else if (options.deletes && chance(0.15)) {
            operation = Operation.DELETE;
            changes.put(EXISTENCE, 0);
            ledger.see(target.values.values());
        } else {
            someChanges(target.values).forEach((field, shown) -> {
                int stored = options.normalised ? Salesforce.even(shown) : shown;
                if (!Integer.toString(stored).equals(target.values.get(field).text())) {
                    changes.put(field, shown);
                }
            });
        }
        trace("S user", operation, target.id, changes);
        Map<String, CanonicalValue> written = new LinkedHashMap<>();
        changes.forEach((field, shown) -> {
            ledger.see(target.values.get(field));
            written.put(field, edit(Site.SALESFORCE, name, field, shown));
        });
        salesforce.commit(target, written, operation, IncomingChange.NOT_OURS);
    }

    void postgresUserActs() {
        long now = nextLocalTime();
        if (options.inserts && chance(0.2)) {
            String key = postgres.nextKey();
            TwoWayRow row = LocalEditRule.insert(key, newRecord(Site.POSTGRES, "row" + key), now);
            trace("P user inserts", key, Trace.show(row.values()));
            postgres.add(row, "row" + key);
            postgres.inserted.add(key);
            postgres.images.add(key);
            return;
        }
        List<TwoWayRow> rows =
                postgres.rows.values().stream().filter(TwoWayRow::exists).toList();
        if (rows.isEmpty()) {
            return;
        }
        TwoWayRow row = rows.get(below(rows.size()));
        String name = ledger.names.get(row.key());
        Map<String, Integer> changes = someChanges(row.values());
        if (options.deletes && chance(0.2)) {
            ledger.see(row.values().values());
            changes = Map.of(EXISTENCE, 0);
        }
        trace("P user edits", row.key(), changes, "at", now);
        Map<String, CanonicalValue> written = new LinkedHashMap<>();
        changes.forEach((field, shown) -> {
            ledger.see(row.value(field));
            written.put(field, edit(Site.POSTGRES, name, field, shown));
        });
        postgres.rows.put(row.key(), LocalEditRule.edit(row, written, now));
        postgres.images.add(row.key());
    }

    // Source and sink

    void sourceEmits() {
        if (busPosition == salesforce.bus.size()) {
            return;
        }
        IncomingChange change = salesforce.bus.get(busPosition++);
        if (chance(options.gaps)) {
            trace("gap instead of", change.operation(), change.recordId(), Trace.show(change.values()));
            read(change.recordId());
        } else {
            emit(change);
        }
    }

    /** Emits a whole-row read in place: it has all that was emitted before it, and perhaps what comes after. */
    private void read(String id) {
        IncomingChange read = salesforce.read(id);
        ledger.read.add(ledger.names.get(id));
        trace("source reads", id, Trace.show(read.values()));
        if (options.readsInPlace || chance(0.5)) {
            emit(read);
        } else {
            stale.add(read);
        }
    }

    private void emit(IncomingChange change) {
        topic.add(new IncomingChange(
                change.recordId(),
                change.operation(),
                topic.size() + 1,
                change.committedAt(),
                change.values(),
                change.echo(),
                change.rowKey()));
    }

    void reread() {
        if (!stale.isEmpty()) {
            emit(stale.remove(stale.size() - 1));
        }
        if (!postgres.asked.isEmpty()) {
            String id = postgres.asked.iterator().next();
            postgres.asked.remove(id);
            read(id);
        } else if (!salesforce.records.isEmpty() && chance(reads)) {
            read("x" + (1 + below(salesforce.records.size())));
        }
    }

    void applyNext() {
        if (topicPosition == topic.size()) {
            return;
        }
        IncomingChange change = topic.get(topicPosition++);
        trace("applies", change.operation(), change.recordId(), Trace.show(change.values()), "of", change.time());
        postgres.apply(change);
        if (chance(options.redelivery)) {
            topicPosition = Math.max(0, topicPosition - below(4));
        } else if (chance(0.01)) {
            topicPosition = 0; // someone replays the topic
        }
    }

    // A run

    private boolean rests() {
        return postgres.images.isEmpty()
                && postgres.asked.isEmpty()
                && stale.isEmpty()
                && writeBack.rests()
                && busPosition == salesforce.bus.size()
                && topicPosition == topic.size()
                && postgres.rows.values().stream().allMatch(row -> row.request() == null);
    }

    /** Lets everyone act for some steps, and then waits until all has come to rest. */
    void run() {
        List<Runnable> users = List.of(this::salesforceUserActs, this::postgresUserActs);
        List<Runnable> systems = List.of(
                this::sourceEmits,
                this::reread,
                this::applyNext,
                writeBack::takeImage,
                writeBack::step,
                writeBack::networkStep,
                writeBack::replyStep,
                writeBack::settle);
        int[] weights = {4, 4, 5, 2, 5, 4, 6, 3, 3, 1};
        List<Runnable> all = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            Runnable actor = i < users.size() ? users.get(i) : systems.get(i - users.size());
            for (int n = 0; n < weights[i]; n++) {
                all.add(actor);
            }
        }
        int steps = 5 + below(66);
        for (int i = 0; i < steps; i++) {
            all.get(below(all.size())).run();
            if (chance(options.kills)) {
                writeBack.kill();
            }
        }
        options.losses /= 2;
        reads = 0;
        for (int i = 0; i < 5_000; i++) {
            if (rests()) {
                return;
            }
            int actor = below(systems.size() + 1);
            if (actor == systems.size()) {
                tick();
            } else {
                systems.get(actor).run();
            }
        }
        throw new BrokenPromise("does not come to rest");
    }
}
