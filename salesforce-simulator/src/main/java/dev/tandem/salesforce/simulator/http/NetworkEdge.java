/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.http;

import jakarta.servlet.ServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.eclipse.jetty.http.DateGenerator;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The way between clients and the org: sees every request, and can lose connections and replies. */
public final class NetworkEdge extends Handler.Wrapper {
    private static final String CONNECTION = NetworkEdge.class.getName() + ".connection";
    private static final byte[] EVENT = "{\"data\":".getBytes(StandardCharsets.US_ASCII);

    private final Set<EndPoint> streaming = ConcurrentHashMap.newKeySet();
    private final Consumer<RequestKind> arrivals;
    private final Predicate<RequestKind> losesReply;
    private final Clock clock;

    /** {@code losesReply} is asked when the body of a reply to such a request is about to be sent. */
    public NetworkEdge(Handler next, Consumer<RequestKind> arrivals, Predicate<RequestKind> losesReply, Clock clock) {
        super(next);
        this.clock = clock;
        this.arrivals = arrivals;
        this.losesReply = losesReply;
    }

    @Override
    public boolean handle(Request received, Response response, Callback callback) throws Exception {
        Request request = withoutEmptySegments(received);
        RequestKind kind = RequestKind.of(path(request));
        EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        request.setAttribute(CONNECTION, endPoint);
        response.getHeaders().put(HttpHeader.DATE, DateGenerator.formatDate(clock.instant()));
        Callback whole = callback;
        if (kind == RequestKind.STREAMING) {
            streaming.add(endPoint);
            whole = Callback.from(callback, () -> streaming.remove(endPoint));
        }
        // Counted last: whoever has seen the request counted can lose its connection.
        arrivals.accept(kind);
        return super.handle(request, new Reply(request, response, kind, endPoint), whole);
    }

    /** Closes the sockets on which streaming requests are being held. */
    public void loseStreamingConnections() {
        streaming.forEach(EndPoint::close);
    }

    /** Returns the request with each run of slashes as one: the Salesforce CLI asks for {@code //services/data}. */
    private static Request withoutEmptySegments(Request request) {
        HttpURI uri = request.getHttpURI();
        String path = uri.getPath();
        return path != null && path.contains("//")
                ? Request.serveAs(
                        request,
                        HttpURI.build(uri).path(path.replaceAll("/{2,}", "/")).asImmutable())
                : request;
    }

    /** Closes the connection that the request came on; its client gets no answer. */
    static void close(ServletRequest request) {
        ((EndPoint) request.getAttribute(CONNECTION)).close();
    }

    private static List<String> path(Request request) {
        return Arrays.stream(Request.getPathInContext(request).split("/", -1))
                .filter(part -> !part.isEmpty())
                .toList();
    }

    /** A reply of which only half may arrive. */
    private final class Reply extends Response.Wrapper {
        private final RequestKind kind;
        private final EndPoint endPoint;

        private Reply(Request request, Response response, RequestKind kind, EndPoint endPoint) {
            super(request, response);
            this.kind = kind;
            this.endPoint = endPoint;
        }

        @Override
        public void write(boolean last, ByteBuffer content, Callback callback) {
            boolean worthLosing = content != null
                    && content.remaining() > 1
                    && (kind != RequestKind.STREAMING || carriesEvents(content));
            if (!worthLosing || !losesReply.test(kind)) {
                super.write(last, content, callback);
                return;
            }
            ByteBuffer half = content.slice();
            half.limit(content.remaining() / 2);
            content.position(content.limit());
            super.write(false, half, Callback.from(endPoint::close, callback));
        }

        private static boolean carriesEvents(ByteBuffer content) {
            byte[] start = new byte[Math.min(EVENT.length + 2, content.remaining())];
            content.slice().get(start);
            return new String(start, StandardCharsets.US_ASCII).contains(new String(EVENT, StandardCharsets.US_ASCII));
        }
    }
}
