/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.send;

import dev.tandem.plugin.log.LogContext;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The calls to Salesforce that write, several at a time. When the connector stops, those under way are finished first, because a write
 * whose answer is lost makes its row wait. Thread-safe.
 */
public final class CallPool implements AutoCloseable {
    private final int atOnce;
    private final ExecutorService pool;
    private volatile boolean stopping;

    /** @param atOnce the number of calls at the same time */
    public CallPool(int atOnce) {
        this.atOnce = atOnce;
        LogContext logContext = LogContext.ofThisThread();
        this.pool =
                Executors.newFixedThreadPool(atOnce, calls -> logContext.thread("tandem-salesforce-sink-calls", calls));
    }

    int atOnce() {
        return atOnce;
    }

    /** Makes calls, and returns when all have ended. */
    <T> List<Future<T>> makeAll(List<Callable<T>> calls) throws InterruptedException {
        return pool.invokeAll(calls);
    }

    /** Lets no further calls begin. */
    public void stop() {
        stopping = true;
    }

    /** Returns whether no further calls may begin. */
    public boolean isStopping() {
        return stopping;
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
