/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.http;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A servlet for an API that knows nothing of servlets. It loses requests and answers where a fault says so. */
public final class ApiServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(ApiServlet.class);

    /** Something that answers requests; may throw {@link ApiFailure}. */
    public interface Api {
        ApiResponse answer(ApiRequest request);
    }

    private final transient Api api;
    private final transient Loss.Source losses;
    private final AtomicInteger lateRequests = new AtomicInteger();

    public ApiServlet(Api api) {
        this(api, Loss.Source.NONE);
    }

    /** Serves the API over a network that loses what {@code losses} says. */
    public ApiServlet(Api api, Loss.Source losses) {
        this.api = api;
        this.losses = losses;
    }

    /** Returns the number of requests that are still to be carried out late. */
    public int lateRequests() {
        return lateRequests.get();
    }

    @Override
    protected void service(HttpServletRequest servletRequest, HttpServletResponse response) throws IOException {
        ApiRequest request;
        try {
            request = ApiRequest.of(servletRequest);
        } catch (ApiFailure e) {
            send(e.response(), servletRequest, response);
            return;
        }
        Loss loss = losses.next(request);
        if (loss instanceof Loss.None) {
            send(answer(request), servletRequest, response);
            return;
        }
        if (loss instanceof Loss.Answer) {
            answer(request);
        } else if (loss instanceof Loss.LateRequest late) {
            ApiRequest detached = request.detached();
            lateRequests.incrementAndGet();
            CompletableFuture.delayedExecutor(late.delay().toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() -> {
                        answer(detached);
                        lateRequests.decrementAndGet();
                    });
        }
        NetworkEdge.close(servletRequest);
    }

    /** Sends an answer. Jetty would reset a connection on which a body is still to come, and the client's next request with it. */
    private static void send(ApiResponse answer, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        request.getInputStream().transferTo(OutputStream.nullOutputStream());
        response.setStatus(answer.status());
        answer.headers().forEach(response::setHeader);
        if (answer.body() != null) {
            response.setContentType(answer.contentType());
            answer.body().writeTo(response.getOutputStream());
        }
    }

    private ApiResponse answer(ApiRequest request) {
        try {
            return api.answer(request);
        } catch (ApiFailure e) {
            return e.response();
        } catch (RuntimeException e) {
            LOG.warn("The simulator failed to answer {} {}", request.method(), request.path(), e);
            return ApiResponse.error(
                    500,
                    "UNKNOWN_EXCEPTION",
                    "The simulator failed: " + e.getClass().getName(),
                    List.of());
        }
    }
}
