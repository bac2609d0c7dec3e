/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.execution;

import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/**
 * A piece of work that is done once, by the thread that comes to it first. Its result or its failure waits for the thread that
 * needs it. Safe for use by several threads.
 */
public final class Once<T> {
    private final FutureTask<T> task;

    public Once(Callable<T> work) {
        this.task = new FutureTask<>(work);
    }

    /** Does the work, unless a thread has begun it. Throws nothing: a failure waits for {@link #get}. */
    public void run() {
        task.run();
    }

    /** Does the work, or waits for the thread that has begun it; returns the result, or throws what the work threw. */
    public T get() throws SQLException {
        task.run();
        return SingleThread.result(task);
    }
}
