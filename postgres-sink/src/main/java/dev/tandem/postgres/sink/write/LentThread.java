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
 * The task's thread, lent to the one that writes behind, to encode records: the processor that has just converted them still
 * holds them in its cache, and for another one to fetch them costs more than to encode them.
 */
final class LentThread {
    private static final Runnable GIVEN_BACK = () -> {};

    private final BlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
    private boolean lent;

    /** To be called by the lender before the borrower begins. */
    void lend() {
        lent = true;
    }

    /** Known to the borrower only. */
    boolean isLent() {
        return lent;
    }

    /** The lender does what the borrower asks for until its thread is given back. An interruption is seen afterwards. */
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

    /** Called by the borrower: does the work on the lent thread, or on its own if there is none. */
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
