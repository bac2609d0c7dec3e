/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.resource;

import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Closes what was opened, in reverse order, so that a start which fails halfway leaves nothing behind:
 *
 * <pre>{@code
 * Closer opened = new Closer();
 * try {
 *     Stream stream = opened.add(Stream.open(...));
 *     ...
 *     return new StartedTask(opened, ...);
 * } catch (RuntimeException failure) {
 *     throw opened.closeAfter(failure);
 * }
 * }</pre>
 *
 * <p><b>Failure.</b> A resource that fails to close does not keep the others open. The first failure is thrown, later ones are
 * suppressed by it.
 */
public final class Closer implements AutoCloseable {
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    /** Adds a resource to close before all that were added earlier. */
    public <T extends AutoCloseable> T add(T resource) {
        opened.push(resource);
        return resource;
    }

    /** Closes everything because of a failure, and returns that failure for the caller to throw. */
    public <E extends Exception> E closeAfter(E failure) {
        closeAll(failure);
        return failure;
    }

    @Override
    public void close() {
        Exception failure = closeAll(null);
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure != null) {
            throw new ConnectException("Failed to close a resource: " + failure.getMessage(), failure);
        }
    }

    private Exception closeAll(Exception cause) {
        Exception first = cause;
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception failure) {
                if (failure instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                if (first == null) {
                    first = failure;
                } else {
                    first.addSuppressed(failure);
                }
            }
        }
        return first;
    }
}
