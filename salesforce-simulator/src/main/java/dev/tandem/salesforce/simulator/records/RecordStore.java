/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.records;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.salesforce.simulator.schema.Catalog;
import dev.tandem.salesforce.simulator.schema.Field;
import dev.tandem.salesforce.simulator.schema.SObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The org's records. The listener receives each commit before the next, so what it keeps is in commit order.
 *
 * <p><b>Threads.</b> Transactions of several threads take turns under one lock, and let others run while they wait for a
 * row. A write inside another write of the same thread joins its transaction, and reads of that thread see it.
 */
public final class RecordStore {
    private final Map<String, Table> tables = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Catalog catalog;
    private final Clock clock;
    private final List<Consumer<Commit>> listeners = new CopyOnWriteArrayList<>();
    private final Supplier<SaveTimes> times;
    private final BooleanSupplier restoresDuplicates;
    private final RowLocks rowLocks = new RowLocks(lock);
    private final Map<String, SaveRules> saveRules = new ConcurrentHashMap<>();
    private final ThreadLocal<Transaction> current = new ThreadLocal<>();

    /** @param restoresDuplicates asked at each undelete whether it may bring back a unique value that another record has now */
    public RecordStore(
            Catalog catalog,
            Clock clock,
            Consumer<Commit> listener,
            Supplier<SaveTimes> times,
            BooleanSupplier restoresDuplicates) {
        this.catalog = catalog;
        this.clock = clock;
        this.listeners.add(listener);
        this.times = times;
        this.restoresDuplicates = restoresDuplicates;
    }

    /** Adds a listener, which learns of commits after those before it. */
    public void addListener(Consumer<Commit> listener) {
        listeners.add(listener);
    }

    private void publish(Commit commit) {
        listeners.forEach(listener -> listener.accept(commit));
    }

    /** Gives an object rules in place of those it has. */
    public void setRules(SObject object, SaveRules rules) {
        saveRules.put(object.name(), rules);
    }

    private SaveRules rules(SObject object) {
        return saveRules.getOrDefault(object.name(), SaveRules.NONE);
    }

    /** Keeps rows locked, as a long transaction of another user does, until the result is run. */
    public Runnable lockRows(Collection<String> ids) {
        Object owner = new Object();
        locked(() -> {
            Duration limit = times.get().lockWait();
            ids.stream()
                    .filter(id -> !rowLocks.tryLock(owner, id, limit))
                    .findFirst()
                    .ifPresent(id -> {
                        rowLocks.release(owner);
                        throw SaveFailure.locked(id);
                    });
            return owner;
        });
        return () -> locked(() -> {
            rowLocks.release(owner);
            return owner;
        });
    }

    /** Runs one transaction as an API user; its changes are published. */
    public <T> T write(Caller caller, Function<Transaction, T> work) {
        return write(caller, Trust.USER, this::publish, work);
    }

    /** Runs one transaction that may set anything; its changes are published. */
    public <T> T writeTrusted(Caller caller, Function<Transaction, T> work) {
        return write(caller, Trust.SYSTEM, this::publish, work);
    }

    /** Runs one transaction that may set anything and is not published. */
    public <T> T load(Caller caller, Function<Transaction, T> work) {
        return write(caller, Trust.SYSTEM, commit -> {}, work);
    }

    /** All rows of the object at one moment, in the order of their ids, those in the recycle bin too. */
    public List<Row> rows(SObject object) {
        Transaction open = current.get();
        return open == null ? locked(() -> table(object).all()) : open.rows(object);
    }

    /** The row with that id, deleted or not, or null. */
    public Row row(SObject object, String id) {
        Transaction open = current.get();
        return open == null ? table(object).row(id) : open.row(object, id);
    }

    public boolean isLive(SObject object, String id) {
        Transaction open = current.get();
        return open == null ? locked(() -> table(object).isLive(id)) : open.isLive(object, id);
    }

    /** The ids of live records with that value. */
    public Set<String> withValue(SObject object, Field field, Object value) {
        Transaction open = current.get();
        return open == null
                ? locked(() -> Set.copyOf(table(object).withValue(field, value)))
                : open.withValue(object, field, value);
    }

    /** The id of any live record, or null. */
    public String anyLive(SObject object, RandomGenerator random) {
        return locked(() -> table(object).anyLive(random));
    }

    /** The id of the newest record in the recycle bin, or null. */
    public String lastDeleted(SObject object) {
        return locked(() -> table(object).lastDeleted());
    }

    /** Returns the number of transactions that wait for a locked row. */
    public int waitingForLocks() {
        return locked(rowLocks::waiting);
    }

    public int liveCount(SObject object) {
        return locked(() -> table(object).liveCount());
    }

    public int deletedCount(SObject object) {
        return locked(() -> table(object).deletedCount());
    }

    /** Returns the time from which on all deletes are known: that of the last removal from the recycle bin. */
    public Instant deletesKnownSince(SObject object) {
        return locked(() -> table(object).lastRemoval());
    }

    /** Removes records from the recycle bin, as emptying it does: no event reports it. */
    public void purge(SObject object, Collection<String> ids) {
        locked(() -> {
            ids.forEach(table(object)::purge);
            return ids;
        });
    }

    /** Changes the description of an object, and carries values over where a field's type has changed its shape. */
    public SObject redescribe(Supplier<SObject> before, Supplier<SObject> change) {
        return locked(() -> {
            SObject old = before.get();
            SObject now = change.get();
            if (old != null) {
                Migration migration = new Migration(old, now);
                table(now).replaceAll(migration::apply);
            }
            return now;
        });
    }

    /** Sets values of a field, by record, without modifying the records. */
    public void fill(SObject object, Field field, JsonNode values) {
        Field id = object.systemField("Id");
        locked(() -> {
            table(object).replaceAll(row -> {
                JsonNode value = values.get((String) row.value(id));
                return value == null
                        ? row
                        : new Row.Edit(row)
                                .set(field, Values.stored(field, value))
                                .done();
            });
            return field;
        });
    }

    private <T> T write(Caller caller, Trust trust, Consumer<Commit> audience, Function<Transaction, T> work) {
        Transaction open = current.get();
        return open == null ? locked(() -> begin(caller, trust, audience, work)) : open.join(caller, work);
    }

    private <T> T begin(Caller caller, Trust trust, Consumer<Commit> audience, Function<Transaction, T> work) {
        SaveTimes now = times.get();
        RecordRules rules = new RecordRules(catalog, trust, this::rules, restoresDuplicates);
        Transaction transaction = new Transaction(this::table, rowLocks, now, rules, caller, clock);
        current.set(transaction);
        try {
            T result = work.apply(transaction);
            if (transaction.hasChanges()) {
                rowLocks.pause(now.work());
                audience.accept(transaction.commit());
            }
            return result;
        } finally {
            current.remove();
            rowLocks.release(transaction);
        }
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    private Table table(SObject object) {
        return tables.computeIfAbsent(object.name().toLowerCase(Locale.ROOT), name -> new Table(clock));
    }
}
