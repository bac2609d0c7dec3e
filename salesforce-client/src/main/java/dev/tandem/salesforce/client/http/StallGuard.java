/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A stream that ends reads which wait too long. The JDK's client only bounds the time until the headers arrive. */
final class StallGuard extends FilterInputStream {
    private final Duration patience;
    private final ScheduledExecutorService scheduler;
    private volatile boolean stalled;

    StallGuard(InputStream body, Duration patience, ScheduledExecutorService scheduler) {
        super(body);
        this.patience = patience;
        this.scheduler = scheduler;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (in.available() > 0) {
            return in.read(target, offset, length);
        }
        ScheduledFuture<?> alarm = scheduler.schedule(this::giveUp, patience.toMillis(), TimeUnit.MILLISECONDS);
        try {
            int read = in.read(target, offset, length);
            if (stalled) {
                throw timeout(null);
            }
            return read;
        } catch (IOException failure) {
            throw stalled ? timeout(failure) : failure;
        } finally {
            alarm.cancel(false);
        }
    }

    private void giveUp() {
        stalled = true;
        try {
            in.close();
        } catch (IOException ignored) {
            // The read that waits reports the stall.
        }
    }

    private IOException timeout(IOException cause) {
        HttpTimeoutException timeout = new HttpTimeoutException("no data for " + patience.toSeconds() + " s");
        if (cause != null) {
            timeout.initCause(cause);
        }
        return timeout;
    }
}
