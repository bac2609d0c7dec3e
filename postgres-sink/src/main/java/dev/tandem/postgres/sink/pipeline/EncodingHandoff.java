/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.pipeline;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;

/**
 * A queue through which the writing thread hands the encoding of rows back to the task's thread. The processor that has just
 * converted the records still has them in its cache; for another one to fetch them costs more than to encode them. Without {@code
 * write.behind} nothing is offered, and the writing thread encodes by itself.
 *
 * <p><b>Threads.</b> The task's thread calls {@link #offer} and {@link #serve}; the writing thread calls the rest.
 */
public final class EncodingHandoff {
    private static final Runnable RELEASE = () -> {};

    private final BlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
    private boolean offered;

    /** Offers the task's thread; to be called before the writing thread begins. */
    void offer() {
        offered = true;
    }

    boolean isOffered() {
        return offered;
    }

    /** Encodes on the task's thread until it is released. An interruption is seen afterwards. */
    void serve() {
        boolean interrupted = false;
        Runnable next = null;
        while (next != RELEASE) {
            try {
                next = work.take();
                next.run();
            } catch (InterruptedException interruption) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs the work on the task's thread if that is offered, else on the caller's, and waits for it. */
    <T> T run(Supplier<T> asked) {
        if (!offered) {
            return asked.get();
        }
        FutureTask<T> task = new FutureTask<>(asked::get);
        work.add(task);
        return SingleThread.uncheckedResult(task);
    }

    /** Releases the task's thread: there is nothing more to encode. */
    void release() {
        if (offered) {
            offered = false;
            work.add(RELEASE);
        }
    }
}
