/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.http;

import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.OrgSettings;
import dev.tandem.salesforce.client.SalesforceException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.net.ConnectException;
import java.net.ProxySelector;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;

/**
 * A client for single HTTP exchanges: an answer, or a classified failure. It never repeats a request. It speaks HTTP/1.1
 * only, because streaming requires it and proxies should see all traffic alike.
 */
public final class Http {
    /** Bound for error bodies, which are short. */
    private static final int MAX_ERROR_BYTES = 64 * 1024;

    private final HttpClient client;
    private final Duration readTimeout;

    public Http(OrgSettings settings) {
        this.client = client(settings);
        this.readTimeout = settings.readTimeout();
    }

    /** Creates a client with its own connection pool. */
    public static HttpClient client(OrgSettings settings) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.connectTimeout())
                .followRedirects(HttpClient.Redirect.NEVER);
        settings.proxy().ifPresent(proxy -> builder.proxy(ProxySelector.of(proxy)));
        return builder.build();
    }

    /**
     * Sends the request and passes its answer to {@code reader}. Statuses below 300, and 304, count as answers.
     *
     * @param what names the call in failures, such as {@code describe of Account}
     */
    public <T> T send(HttpRequest request, String what, AnswerReader<T> reader) {
        try {
            HttpResponse<InputStream> response = exchange(request);
            HttpAnswer answer = new HttpAnswer(response.statusCode(), response.headers(), body(response));
            if (answer.status() < 300 || answer.status() == 304) {
                return read(answer, reader);
            }
            throw FailureClassifier.classify(answer.status(), errorText(answer)).toException(what, request.uri());
        } catch (ConnectException | HttpConnectTimeoutException unreachable) {
            throw new UnreachableException(
                    "The " + what + " did not reach " + request.uri().getAuthority() + ": " + reason(unreachable),
                    unreachable);
        } catch (IOException failure) {
            throw new SalesforceException(
                    FailureKind.RETRIABLE,
                    "The " + what + " did not get through to " + request.uri().getAuthority() + ": " + reason(failure),
                    failure);
        }
    }

    /** An answer that is not what Salesforce documents may be another server's, so the call may be repeated. */
    private static <T> T read(HttpAnswer answer, AnswerReader<T> reader) throws IOException {
        try {
            return reader.read(answer);
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException | ClassCastException unexpected) {
            throw new IOException("the answer is not understood: " + unexpected.getMessage(), unexpected);
        }
    }

    private HttpResponse<InputStream> exchange(HttpRequest request) throws IOException {
        SentBody body = new SentBody(request.bodyPublisher().orElseGet(BodyPublishers::noBody));
        CompletableFuture<HttpResponse<InputStream>> pending =
                client.sendAsync(withBody(request, body), answer -> new StreamedBody(readTimeout));
        try {
            return await(pending, body);
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof IOException io ? io : new IOException(failure.getCause());
        } catch (TimeoutException timeout) {
            pending.cancel(true);
            throw new HttpTimeoutException("no answer for " + readTimeout.toSeconds() + " s");
        } catch (InterruptedException interrupt) {
            pending.cancel(true);
            Thread.currentThread().interrupt();
            throw new SalesforceException(
                    FailureKind.RETRIABLE, "Interrupted while waiting for Salesforce.", interrupt);
        }
    }

    private static HttpRequest withBody(HttpRequest request, SentBody body) {
        return request.bodyPublisher().isEmpty()
                ? request
                : HttpRequest.newBuilder(request, (name, value) -> true)
                        .method(request.method(), body)
                        .build();
    }

    /** Waits for the answer as long as the connection takes parts of the body, and for the read timeout after the last one. */
    private <T> T await(CompletableFuture<T> pending, SentBody body)
            throws InterruptedException, ExecutionException, TimeoutException {
        long left = readTimeout.toNanos();
        while (true) {
            try {
                return pending.get(left, TimeUnit.NANOSECONDS);
            } catch (TimeoutException silence) {
                left = body.lastPart() + readTimeout.toNanos() - System.nanoTime();
                if (left <= 0) {
                    throw silence;
                }
            }
        }
    }

    private static InputStream body(HttpResponse<InputStream> response) throws IOException {
        if (response.body() == null) {
            // A proxy has rejected the tunnel.
            return InputStream.nullInputStream();
        }
        if (!response.headers().firstValue("Content-Encoding").orElse("").equalsIgnoreCase("gzip")) {
            return response.body();
        }
        PushbackInputStream body = new PushbackInputStream(response.body());
        int first = body.read();
        if (first < 0) {
            // Some servers announce an encoding of answers that have no content.
            return InputStream.nullInputStream();
        }
        body.unread(first);
        return new GZIPInputStream(body, 16 * 1024);
    }

    private static String errorText(HttpAnswer answer) throws IOException {
        try (InputStream body = answer.body()) {
            return new String(body.readNBytes(MAX_ERROR_BYTES), StandardCharsets.UTF_8);
        }
    }

    /** Returns what went wrong, and what to do if that is known, without a full stop. */
    public static String reason(IOException failure) {
        // The client reports such hosts without a message.
        if (isOfUnknownHost(failure)) {
            return "the name of the host cannot be resolved. DNS may be down, or the name may be wrong";
        }
        String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        return message + TlsRemedy.of(failure);
    }

    private static boolean isOfUnknownHost(Throwable failure) {
        return failure instanceof UnresolvedAddressException
                || failure instanceof UnknownHostException
                || (failure.getCause() != null && isOfUnknownHost(failure.getCause()));
    }
}
