/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A request, and the wait for its whole answer.
 *
 * <p><b>Threads.</b> The thread that calls {@link #await} waits. The HTTP client's own way of not waiting continues on Java's common
 * pool: that is a new thread for each answer where Java sees one or two cores, and elsewhere it has few threads, which are not ours
 * to block. Any thread may {@link #end} the wait.
 */
final class Exchange {
    private final HttpRequest request;
    private final int maxBytes;
    private Thread waiting;
    private boolean ended;

    /** @param maxBytes the bound of the answer */
    Exchange(HttpRequest request, int maxBytes) {
        this.request = request;
        this.maxBytes = maxBytes;
    }

    /** Sends the request, and returns the answer. */
    HttpResponse<byte[]> await(HttpClient http, ScheduledExecutorService timer, Duration limit) throws IOException {
        ScheduledFuture<?> timeout = timer.schedule(this::end, limit.toMillis(), TimeUnit.MILLISECONDS);
        begin();
        try {
            return http.send(request, info -> new BoundedBody(maxBytes));
        } catch (InterruptedException end) {
            throw new HttpTimeoutException("no complete answer in time");
        } catch (IOException failure) {
            // Wraps what happened, and so hides what kind of failure it is.
            throw failure.getCause() instanceof IOException cause ? cause : failure;
        } finally {
            timeout.cancel(false);
            leave();
        }
    }

    private synchronized void begin() {
        waiting = Thread.currentThread();
        if (ended) {
            waiting.interrupt();
        }
    }

    /** Forgets an end that came too late, which would interrupt what the thread does next. */
    private synchronized void leave() {
        waiting = null;
        if (ended) {
            Thread.interrupted();
        }
    }

    /** Gives the answer up. */
    synchronized void end() {
        ended = true;
        if (waiting != null) {
            waiting.interrupt();
        }
    }
}
