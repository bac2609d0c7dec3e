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
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets an API be served without knowing of servlets. */
public final class ApiServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(ApiServlet.class);

    /** Something that answers requests; may throw {@link ApiFailure}. */
    public interface Api {
        ApiResponse answer(ApiRequest request);
    }

    private final transient Api api;

    public ApiServlet(Api api) {
        this.api = api;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ApiResponse answer = answer(ApiRequest.of(request));
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
