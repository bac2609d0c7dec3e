/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.execution;

import java.util.concurrent.CompletableFuture;

/**
 * A handoff of encoding from the thread that writes a put to the task's thread, which waits for it. The processor that has just
 * converted the records still has them in its cache, and loading them into another one's would cost more than encoding them.
 *
 * <p><b>Threads.</b> The writing thread calls {@link #offer} and {@link #release}, the task's thread {@link #encode}.
 */
public final class EncodingHandoff {
    private static final Runnable NOTHING = () -> {};

    private final CompletableFuture<Runnable> work = new CompletableFuture<>();

    /** Hands encoding to the task's thread, and returns whether that does it: it takes only the first that is offered. */
    public boolean offer(Runnable encoding) {
        return work.complete(encoding);
    }

    /** Lets the task's thread go if it is still waiting. */
    public void release() {
        work.complete(NOTHING);
    }

    /** Waits for what is offered and does it, or returns when there is nothing to wait for any more. */
    public void encode() {
        work.join().run();
    }
}
