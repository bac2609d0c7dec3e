/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;

/**
 * The task's thread, which the task (the lender) lends to the thread that writes behind (the borrower) to encode rows on: the
 * processor that has just converted the records still holds them in its cache, and for another one to fetch them costs more than
 * to encode them. Without {@code write.behind} nothing is ever lent.
 */
final class LentThread {
    private static final Runnable GIVEN_BACK = () -> {};

    private final BlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
    private boolean lent;

    /** Called by the lender, before the borrower begins. */
    void lend() {
        lent = true;
    }

    /** Called by the borrower. */
    boolean isLent() {
        return lent;
    }

    /** Called by the lender: does what the borrower asks for, until the thread is given back. An interruption is seen afterwards. */
    void serve() {
        boolean interrupted = false;
        Runnable next = null;
        while (next != GIVEN_BACK) {
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

    /** Called by the borrower: does the work on the lent thread and waits for it, or on its own if none is lent. */
    <T> T run(Supplier<T> asked) {
        if (!lent) {
            return asked.get();
        }
        FutureTask<T> task = new FutureTask<>(asked::get);
        work.add(task);
        return SideThread.uninterrupted(task);
    }

    /** Called by the borrower, when it asks for no more; at the latest when it ends. */
    void giveBack() {
        if (lent) {
            lent = false;
            work.add(GIVEN_BACK);
        }
    }
}
