/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tandem.salesforce.client.auth.Credentials;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on loopback that answers as a test scripts it; logins succeed unless scripted otherwise. */
public final class LoopbackSalesforce implements AutoCloseable {

    /** The part of an answer that arrives. */
    public enum Fate {
        WHOLE,
        /** The connection closes before the end. */
        BROKEN_OFF,
        /** The connection stays open, and nothing more comes. */
        STALLED
    }

    /** A scripted answer. */
    public record Reply(int status, String body, Map<String, String> headers, Fate fate) {
        public static Reply ok(String body) {
            return of(200, body);
        }

        public static Reply of(int status, String body) {
            return new Reply(status, body, Map.of(), Fate.WHOLE);
        }

        public Reply withBody(String other) {
            return new Reply(status, other, headers, fate);
        }

        public Reply with(String header, String value) {
            Map<String, String> more = new ConcurrentHashMap<>(headers);
            more.put(header, value);
            return new Reply(status, body, more, fate);
        }

        public Reply but(Fate other) {
            return new Reply(status, body, headers, other);
        }
    }

    public record Request(String method, URI uri, String body, Map<String, List<String>> headers) {
        public String header(String name) {
            return headers.getOrDefault(name, List.of("")).get(0);
        }
    }

    public interface Script {
        Reply answer(Request request) throws InterruptedException;
    }

    private final String host;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger logins = new AtomicInteger();

    public LoopbackSalesforce() throws IOException {
        this("127.0.0.1");
    }

    /** @param host as in URLs, so an address of IPv6 is in brackets */
    public LoopbackSalesforce(String host) throws IOException {
        this.host = host;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
        on("/services/oauth2/token", request -> Reply.ok(tokenAnswer("token-" + logins.incrementAndGet())));
        on("/services/data/", request -> Reply.ok("""
                        [{"label":"Spring '11","url":"/services/data/v21.0","version":"21.0"},
                         {"label":"Winter '24","url":"/services/data/v100.0","version":"100.0"},
                         {"label":"Spring '26","url":"/services/data/v66.0","version":"66.0"}]"""));
    }

    public String tokenAnswer(String token) {
        return """
                {"access_token":"%s","instance_url":"%s","id":"%s/id/00Dx0000000BV7z/005x00000012Q9P","token_type":"Bearer"}""".formatted(token, url(), url());
    }

    public URI url() {
        return URI.create("http://" + host + ":" + server.getAddress().getPort());
    }

    /** Answers requests to this path, whatever their query. */
    public void on(String path, Script script) {
        scripts.put(path, script);
    }

    /** Answers one request after the other; the last answer stays. */
    public void onEach(String path, Reply... replies) {
        AtomicInteger next = new AtomicInteger();
        on(path, request -> replies[Math.min(next.getAndIncrement(), replies.length - 1)]);
    }

    public List<Request> requests(String path) {
        return requests.stream()
                .filter(request -> request.uri().getPath().equals(path))
                .toList();
    }

    public int logins() {
        return logins.get();
    }

    public OrgSettings settings() {
        return settings(Duration.ofSeconds(10));
    }

    /** @param retryFor bounds the time for which a call is repeated */
    public OrgSettings settings(Duration retryFor) {
        return new OrgSettings(url(), "66.0", Duration.ofSeconds(5), Duration.ofSeconds(5), retryFor, Optional.empty());
    }

    public SalesforceApi api() {
        return api(Duration.ofSeconds(10));
    }

    /** @param retryFor bounds the time for which a call is repeated */
    public SalesforceApi api(Duration retryFor) {
        return SalesforceApi.of(settings(retryFor), new Credentials.ClientCredentials("the-client", "the-secret"));
    }

    private void serve(HttpExchange exchange) throws IOException {
        Request request = new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI(),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                Map.copyOf(exchange.getRequestHeaders()));
        requests.add(request);
        Script script = scripts.getOrDefault(
                request.uri().getPath(), unexpected -> Reply.of(404, Samples.read("errors/404_not_found.json")));
        try {
            send(exchange, script.answer(request));
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException, InterruptedException {
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        reply.headers().forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
        boolean empty = reply.status() == 204 || reply.status() == 304;
        int promised = reply.fate() == Fate.WHOLE ? body.length : body.length + 100;
        exchange.sendResponseHeaders(reply.status(), empty ? -1 : promised);
        if (!empty) {
            exchange.getResponseBody().write(body);
            exchange.getResponseBody().flush();
        }
        if (reply.fate() == Fate.STALLED) {
            new CountDownLatch(1).await();
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
