/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.execution;

import dev.tandem.plugin.log.LogContext;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A thread of the sink's own, started when it is first needed, that does one piece of work after the other. */
public final class SingleThread implements AutoCloseable, Executor {
    private final ExecutorService thread;

    /** Its lines in the log name the connector and task of the thread that creates it. */
    public SingleThread(String name) {
        LogContext logContext = LogContext.ofThisThread();
        this.thread = Executors.newSingleThreadExecutor(work -> {
            Thread started = logContext.thread(name, work);
            started.setDaemon(true);
            return started;
        });
    }

    public <T> Future<T> submit(Callable<T> work) {
        return thread.submit(work);
    }

    @Override
    public void execute(Runnable work) {
        thread.execute(work);
    }

    /** Waits for the work and returns its result, or throws what it threw. */
    public static <T> T result(Future<T> work) throws SQLException {
        try {
            return get(work);
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof SQLException rejected) {
                throw rejected;
            }
            if (failure.getCause() instanceof Error error) {
                throw error;
            }
            throw unchecked(failure);
        }
    }

    /** Waits for the work and returns its result, or empty if it threw anything. */
    public static <T> Optional<T> resultIfAny(Future<T> work) {
        try {
            return Optional.of(get(work));
        } catch (ExecutionException failure) {
            return Optional.empty();
        }
    }

    /** Waits even when interrupted, since connection and rows are in use until then; the caller sees the interruption afterwards. */
    private static <T> T get(Future<T> work) throws ExecutionException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return work.get();
                } catch (InterruptedException interruption) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException unchecked(ExecutionException failure) {
        return failure.getCause() instanceof RuntimeException wrong
                ? wrong
                : new IllegalStateException(failure.getCause());
    }

    /** Stops the thread; to be called when no work is left. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
