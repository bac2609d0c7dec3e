/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.load;

import dev.tandem.salesforce.simulator.believable.RecordGenerator;
import dev.tandem.salesforce.simulator.records.Caller;
import dev.tandem.salesforce.simulator.records.ChangeKind;
import dev.tandem.salesforce.simulator.records.RecordStore;
import dev.tandem.salesforce.simulator.records.SaveFailure;
import dev.tandem.salesforce.simulator.schema.Catalog;
import dev.tandem.salesforce.simulator.schema.SObject;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Users at work: keeps making believable changes, each an ordinary transaction of its own. */
public final class LoadGenerator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LoadGenerator.class);
    private static final Duration TICK = Duration.ofMillis(5);
    /** A change waits for a locked row, but not for longer than this. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private final ScheduledExecutorService scheduler =
            Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "simulator-load"));
    private final AtomicLong made = new AtomicLong();
    private final Catalog catalog;
    private final RecordStore store;
    private final RecordGenerator records;
    private final Caller caller;
    private final Random random;
    private Future<?> running;
    private volatile LoadPlan plan;

    public LoadGenerator(Catalog catalog, RecordStore store, RecordGenerator records, Caller caller, long seed) {
        this.catalog = catalog;
        this.store = store;
        this.records = records;
        this.caller = caller;
        this.random = new Random(seed);
    }

    /** Starts a load in place of the one that runs. */
    public synchronized void start(LoadPlan next) {
        stop();
        plan = next;
        made.set(0);
        long began = System.nanoTime();
        running = scheduler.scheduleAtFixedRate(() -> catchUp(next, began), 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Stops the load that runs, if any; it makes no change after this returns. */
    public synchronized void stop() {
        plan = null;
        if (running != null) {
            running.cancel(false);
            awaitIdle();
            running = null;
        }
    }

    private void awaitIdle() {
        try {
            scheduler.submit(() -> {}).get(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException busy) {
            throw new IllegalStateException(
                    "The load did not stop within " + STOP_LIMIT.toSeconds() + " s: one of its changes still runs.",
                    busy);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the load stopped.", interrupt);
        }
    }

    /** The load that runs. */
    public Optional<LoadPlan> plan() {
        return Optional.ofNullable(plan);
    }

    /** Returns how many changes the running load has made. */
    public long made() {
        return made.get();
    }

    @Override
    public void close() {
        try {
            stop();
        } finally {
            scheduler.shutdownNow();
        }
    }

    private void catchUp(LoadPlan now, long began) {
        try {
            long due = (long) ((System.nanoTime() - began) / 1e9 * now.changesPerSecond());
            while (made.get() < due && now.equals(plan)) {
                change(now);
                made.incrementAndGet();
            }
        } catch (RuntimeException e) {
            LOG.warn("The load could not make a change and goes on with the next", e);
        }
    }

    private void change(LoadPlan now) {
        SObject object =
                catalog.object(now.objects().get(random.nextInt(now.objects().size())));
        ChangeKind kind = drawn(now);
        String id = kind == ChangeKind.UNDELETE ? store.lastDeleted(object) : store.anyLive(object, random);
        boolean possible = kind == ChangeKind.CREATE || id != null;
        try {
            store.write(caller, transaction -> {
                switch (possible ? kind : ChangeKind.CREATE) {
                    case CREATE -> transaction.create(object, records.create(object));
                    case UPDATE -> transaction.update(object, id, records.update(object));
                    case DELETE -> transaction.delete(object, id);
                    case UNDELETE -> transaction.undelete(object, id);
                }
                return id;
            });
        } catch (SaveFailure e) {
            LOG.debug("Another client was faster with a record of {}", object.name(), e);
        }
    }

    private ChangeKind drawn(LoadPlan now) {
        int left = random.nextInt(
                now.mix().values().stream().mapToInt(weight -> weight).sum());
        for (ChangeKind kind : ChangeKind.values()) {
            left -= now.mix().getOrDefault(kind, 0);
            if (left < 0) {
                return kind;
            }
        }
        throw new IllegalStateException("The weights add up to what was drawn from");
    }
}
