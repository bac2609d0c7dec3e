/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tandem.plugin.golden.GoldenFile;
import dev.tandem.salesforce.client.OrgSettings;
import dev.tandem.salesforce.client.auth.Credentials;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import java.io.IOException;
import java.io.UncheckedIOException;
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

/** A server on loopback that shows the calls it gets. It answers as a test scripts it, and otherwise with an empty list. */
public final class CallRecorder implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> HEADERS = List.of(
            "Content-Type",
            "Sforce-Call-Options",
            "Sforce-Auto-Assign",
            "Sforce-Mru",
            "Sforce-Duplicate-Rule-Header",
            "If-Unmodified-Since");

    private final HttpServer server;
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();

    public CallRecorder() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::serve);
        server.start();
        answers.put("/services/oauth2/token", """
                {"access_token": "token", "instance_url": "%s", "token_type": "Bearer",
                 "id": "%s/id/00Dx0000000BV7z/005x00000012Q9P"}""".formatted(url(), url()));
    }

    private URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Answers calls to a path of API version 66.0. */
    public CallRecorder answering(String path, String answer) {
        answers.put("/services/data/v66.0/" + path, answer);
        return this;
    }

    public SalesforceApi api() {
        Duration patience = Duration.ofSeconds(10);
        OrgSettings settings = new OrgSettings(url(), "66.0", patience, patience, Duration.ZERO, Optional.empty());
        return SalesforceApi.of(settings, new Credentials.ClientCredentials("client", "secret"));
    }

    /** Checks that a file holds the calls that came since the last one, without logins and describes. */
    public void assertFileHolds(String file) {
        GoldenFile.at("src/test/resources/calls/" + file).assertHolds(String.join("\n###\n\n", calls) + "\n");
        calls.clear();
    }

    private void serve(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String path = exchange.getRequestURI().getPath();
        if (!path.endsWith("/token") && !path.endsWith("/describe")) {
            calls.add(text(exchange, body));
        }
        byte[] answer = answers.getOrDefault(path, "[]").getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    /** Returns a call in the format of HTTP files, which editors can send. */
    private static String text(HttpExchange exchange, String body) {
        StringBuilder text = new StringBuilder();
        text.append(exchange.getRequestMethod())
                .append(' ')
                .append(exchange.getRequestURI())
                .append('\n');
        for (String header : HEADERS) {
            String value = exchange.getRequestHeaders().getFirst(header);
            if (value != null) {
                text.append(header).append(": ").append(value).append('\n');
            }
        }
        return text + (body.isEmpty() ? "" : "\n" + (body.startsWith("{") ? indented(body) : body.strip()) + "\n");
    }

    private static String indented(String body) {
        try {
            JsonNode tree = JSON.readTree(body);
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tree);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
