/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.http;

import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;

/**
 * The body of a request, which notes when the connection takes a part of it. A large upload may take many times as long as an answer,
 * and is not a silence.
 *
 * <p><b>Threads.</b> The HTTP client takes parts, and the caller looks at the time.
 */
final class SentBody implements BodyPublisher {
    private final BodyPublisher body;
    private volatile long lastPart = System.nanoTime();

    SentBody(BodyPublisher body) {
        this.body = body;
    }

    /** Returns the time of the last part, in terms of {@link System#nanoTime}. */
    long lastPart() {
        return lastPart;
    }

    @Override
    public long contentLength() {
        return body.contentLength();
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> connection) {
        body.subscribe(new Flow.Subscriber<ByteBuffer>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                connection.onSubscribe(subscription);
            }

            @Override
            public void onNext(ByteBuffer part) {
                lastPart = System.nanoTime();
                connection.onNext(part);
            }

            @Override
            public void onError(Throwable failure) {
                connection.onError(failure);
            }

            @Override
            public void onComplete() {
                connection.onComplete();
            }
        });
    }
}
