/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The body of an answer as a stream. It ends reads that wait too long, also if a few bytes arrive now and then, and reads of
 * interrupted threads. The JDK's own stream does neither: its client only bounds the time until the headers arrive, and a thread
 * that is to stop would read on.
 *
 * <p><b>Memory.</b> Holds a few parts of the body that have not been read.
 *
 * <p><b>Threads.</b> The HTTP client adds parts, and one thread reads.
 */
final class StreamedBody extends InputStream implements BodySubscriber<InputStream> {
    private static final int PARTS_AHEAD = 4;
    /** Bytes that arrive at least while a reader waits for as long as its patience. */
    private static final long MIN_BYTES = 1024;

    /** Data, or the end of the body if there is none. */
    private record Part(List<ByteBuffer> buffers, Throwable failure) {
        boolean isEnd() {
            return buffers.isEmpty();
        }
    }

    private final Duration patience;
    private final BlockingQueue<Part> received = new LinkedBlockingQueue<>();
    private final Queue<ByteBuffer> buffers = new ArrayDeque<>();
    private Flow.Subscription subscription;
    private boolean closed;
    private boolean ended;
    /** The time that reads have waited since the answer was last found fast enough, and what arrived since. */
    private long waitedNanos;

    private long arrivedBytes;

    /** @param patience bounds the wait for the next part, and for the next {@link #MIN_BYTES} */
    StreamedBody(Duration patience) {
        this.patience = patience;
    }

    @Override
    public CompletionStage<InputStream> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
        synchronized (received) {
            subscription = newSubscription;
            if (closed) {
                newSubscription.cancel();
                return;
            }
        }
        newSubscription.request(PARTS_AHEAD);
    }

    @Override
    public void onNext(List<ByteBuffer> data) {
        received.add(new Part(data, null));
    }

    @Override
    public void onError(Throwable failure) {
        received.add(new Part(List.of(), failure));
    }

    @Override
    public void onComplete() {
        received.add(new Part(List.of(), null));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (buffers.isEmpty()) {
            if (ended) {
                return -1;
            }
            take();
        }
        ByteBuffer first = buffers.peek();
        int count = Math.min(length, first.remaining());
        first.get(target, offset, count);
        if (!first.hasRemaining()) {
            buffers.remove();
        }
        return count;
    }

    private void take() throws IOException {
        Part part = next();
        if (part.failure() != null) {
            close();
            throw new IOException(part.failure().getMessage(), part.failure());
        }
        if (part.isEnd()) {
            ended = true;
            return;
        }
        part.buffers().stream().filter(ByteBuffer::hasRemaining).forEach(buffers::add);
        subscription.request(1);
    }

    private Part next() throws IOException {
        if (closed) {
            throw new IOException("the answer is closed");
        }
        try {
            long start = System.nanoTime();
            Part part = received.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (part != null && isFastEnough(part, System.nanoTime() - start)) {
                return part;
            }
        } catch (InterruptedException interrupt) {
            close();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while reading the answer");
        }
        close();
        throw new HttpTimeoutException("almost no data for " + patience.toSeconds() + " s");
    }

    private boolean isFastEnough(Part part, long nanos) {
        waitedNanos += nanos;
        part.buffers().forEach(buffer -> arrivedBytes += buffer.remaining());
        if (arrivedBytes >= MIN_BYTES || part.isEnd()) {
            waitedNanos = 0;
            arrivedBytes = 0;
        }
        return waitedNanos < patience.toNanos();
    }

    @Override
    public int available() {
        return buffers.isEmpty() ? 0 : buffers.peek().remaining();
    }

    /** Ends the exchange, unless the body has been read to its end. */
    @Override
    public void close() {
        synchronized (received) {
            closed = true;
            if (subscription != null && !ended) {
                subscription.cancel();
            }
        }
        buffers.clear();
        received.clear();
    }
}
