/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.lag;

import dev.tandem.salesforce.simulator.OrgControl;
import dev.tandem.standalone.Endpoints;
import dev.tandem.standalone.PlatformException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/**
 * A meter of the time from the org's commit to the commit of the row in Postgres, change by change. Resolution: the org
 * reports milliseconds, Postgres microseconds, and both read the same machine's clock; how often this class asks does not
 * matter. A row is visible to others at once after its commit.
 *
 * <p>It works on a thread of its own until it is closed; the other methods may be called by any thread.
 */
public final class LagMeter implements AutoCloseable {
    /** The polling interval. Each poll costs the servers a little, above all the decoding of the WAL. */
    private static final Duration PACE = Duration.ofMillis(250);
    /** Enough for what has been fetched since the last question. */
    private static final Duration TOPIC_WAIT = Duration.ofMillis(20);

    private static final int NEWEST = 8;

    private final OrgControl org;
    private final TopicFeed topics;
    private final WalFeed wal;
    private final Journeys journeys = new Journeys(NEWEST, this::arrivedInTopic, this::arrived);
    private final Map<String, RecentLags> lags = new LinkedHashMap<>();
    private final Map<String, RecentLags> topicLags = new LinkedHashMap<>();
    private final Map<String, Long> changes = new LinkedHashMap<>();
    private final Thread thread = new Thread(this::run, "lag");
    private final Duration window;
    private volatile boolean open = true;
    private volatile String failure;
    private volatile Consumer<Passage> listener = passage -> {};
    private long sequence;

    private LagMeter(OrgControl org, TopicFeed topics, WalFeed wal, Duration window) {
        this.org = org;
        this.topics = topics;
        this.wal = wal;
        this.window = window;
        this.sequence = org.newestSequence();
    }

    /**
     * Begins with the next change of the org.
     *
     * @param window how far back the lags of {@link #lag} go
     */
    public static LagMeter start(Endpoints endpoints, String topicPrefix, Duration window) {
        var org = endpoints.org();
        try {
            var meter = new LagMeter(
                    org,
                    new TopicFeed(endpoints, Pattern.compile(Pattern.quote(topicPrefix) + "\\..*")),
                    new WalFeed(endpoints.postgres(), topicPrefix),
                    window);
            meter.thread.setDaemon(true);
            meter.thread.start();
            return meter;
        } catch (SQLException problem) {
            throw new PlatformException("Cannot follow Postgres's WAL", problem);
        }
    }

    /** @param count of arrived changes; the lags in µs, 0 when there are none */
    public record Lag(long count, long p50, long p99, long p999, long max) {}

    private void run() {
        try {
            while (open) {
                Thread.sleep(PACE.toMillis());
                observe();
            }
            wal.close();
        } catch (SQLException | RuntimeException problem) {
            failure = problem.toString();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            topics.close();
        }
    }

    private void observe() throws SQLException {
        topics.poll(TOPIC_WAIT, event -> locked(() -> journeys.inTopic(event)));
        for (OrgControl.Change change : org.changesAfter(sequence)) {
            locked(() -> {
                sequence = change.sequence();
                changes.merge(change.object(), 1L, Long::sum);
                journeys.committed(change);
            });
        }
        wal.poll(write -> locked(() -> journeys.inRow(write)));
    }

    /** Hands over the whole way of each change that arrives from now on. The listener is called on this class's thread. */
    public void listen(Consumer<Passage> newListener) {
        listener = newListener;
    }

    private synchronized void locked(Runnable step) {
        step.run();
    }

    /** Called back by {@link Journeys}, under the lock. */
    private void arrivedInTopic(String object, long micros) {
        topicLags.computeIfAbsent(object, any -> new RecentLags(window)).record(micros);
    }

    /** Called back by {@link Journeys}, under the lock. */
    private void arrived(Passage passage) {
        lags.computeIfAbsent(passage.object(), any -> new RecentLags(window)).record(passage.lag());
        listener.accept(passage);
    }

    /** Why it does not measure any more, or null. */
    public String failure() {
        return failure;
    }

    /**
     * Waits until all that the org has committed by now has arrived, no longer than the limit.
     *
     * @return whether it has
     */
    public boolean awaitArrivals(Duration limit) throws InterruptedException {
        long newest = org.newestSequence();
        long deadline = System.nanoTime() + limit.toNanos();
        while (!hasArrived(newest) && failure == null && System.nanoTime() < deadline) {
            Thread.sleep(PACE.toMillis());
        }
        return hasArrived(newest);
    }

    private synchronized boolean hasArrived(long newest) {
        long known = changes.values().stream().mapToLong(Long::longValue).sum();
        return sequence >= newest && lag().count() >= known;
    }

    /** Changes that the org has committed since the start. */
    public synchronized long changes(String object) {
        return changes.getOrDefault(object, 0L);
    }

    public synchronized Lag lag(String object) {
        return lag(lags.containsKey(object) ? lags.get(object).histogram() : new Histogram(3));
    }

    /** Returns the lag of all objects together. */
    public synchronized Lag lag() {
        return together(lags);
    }

    /** From commit to topic, of all objects together. */
    public synchronized Lag topicLag() {
        return together(topicLags);
    }

    private static Lag together(Map<String, RecentLags> lags) {
        var all = new Histogram(3);
        lags.values().forEach(recent -> all.add(recent.histogram()));
        return lag(all);
    }

    private static Lag lag(Histogram histogram) {
        return new Lag(
                histogram.getTotalCount(),
                histogram.getValueAtPercentile(50),
                histogram.getValueAtPercentile(99),
                histogram.getValueAtPercentile(99.9),
                histogram.getMaxValue());
    }

    /** Forgets the lags measured so far. */
    public synchronized void reset() {
        lags.clear();
        topicLags.clear();
    }

    public synchronized List<Journey> newest() {
        return journeys.newest();
    }

    @Override
    public void close() {
        open = false;
        try {
            thread.join(Duration.ofSeconds(5).toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
