/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;

/**
 * The threads of a stream.
 *
 * @param timer runs what is due at a time, and never waits
 * @param exchanges one for each request under way, which waits for the answer and then takes its events
 */
record StreamThreads(ScheduledExecutorService timer, ExecutorService exchanges) implements AutoCloseable {

    static StreamThreads of(ThreadFactory timer, ThreadFactory exchanges) {
        ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1, timer);
        scheduler.setRemoveOnCancelPolicy(true);
        return new StreamThreads(scheduler, Executors.newCachedThreadPool(exchanges));
    }

    @Override
    public void close() {
        timer.shutdownNow();
        exchanges.shutdownNow();
    }
}
