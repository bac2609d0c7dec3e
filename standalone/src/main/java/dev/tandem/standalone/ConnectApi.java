/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** The Connect REST API, as far as the demo, the tests and the benchmarks use it. */
public final class ConnectApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(60);

    private final String url;

    public ConnectApi(String url) {
        this.url = url;
    }

    /** The state of a connector and its tasks; {@code trace} is the failure of the first that failed, else empty. */
    public record Status(String state, List<String> tasks, String trace) {
        public boolean isRunning() {
            return state.equals("RUNNING") && !tasks.isEmpty() && tasks.stream().allMatch("RUNNING"::equals);
        }

        public boolean hasFailed() {
            return state.equals("FAILED") || tasks.contains("FAILED");
        }
    }

    /** Creates a connector, or gives an existing one this configuration. */
    public void put(String name, Map<String, String> configuration) {
        expect(request("PUT", "/connectors/" + name + "/config", json(configuration)), "configure " + name);
    }

    /** {@link #put} and {@link #awaitRunning}. */
    public void install(String name, Map<String, String> configuration, Duration limit) {
        put(name, configuration);
        awaitRunning(name, limit);
    }

    /** Returns once the connector and all of its tasks run; fails at once when one of them has failed. */
    public void awaitRunning(String name, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        Status status = status(name);
        while (!status.isRunning()) {
            if (status.hasFailed()) {
                throw new PlatformException("Connector " + name + " failed:\n" + status.trace());
            }
            if (System.nanoTime() > deadline) {
                throw new PlatformException("Connector " + name + " is not running after " + limit.toSeconds()
                        + " s: it is " + status.state() + ", its tasks are " + status.tasks());
            }
            pause();
            status = status(name);
        }
    }

    /** UNKNOWN as long as the worker does not know the connector, or is busy with a rebalance. */
    public Status status(String name) {
        HttpResponse<String> response = send("GET", "/connectors/" + name + "/status", BodyPublishers.noBody());
        if (response.statusCode() != 200) {
            return new Status("UNKNOWN", List.of(), "");
        }
        JsonNode body = parse(response.body());
        JsonNode connector = body.path("connector");
        var tasks =
                StreamSupport.stream(body.path("tasks").spliterator(), false).toList();
        String trace = tasks.stream()
                .map(task -> task.path("trace").asText(""))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse(connector.path("trace").asText(""));
        return new Status(
                connector.path("state").asText(),
                tasks.stream().map(task -> task.path("state").asText()).toList(),
                trace);
    }

    /** The worker's answer to a configuration, with all mistakes; the class's simple name is in the path. */
    public JsonNode validate(String connectorClass, Map<String, String> configuration) {
        String path = "/connector-plugins/" + connectorClass + "/config/validate";
        return parse(expect(request("PUT", path, json(configuration)), "validate " + connectorClass));
    }

    /** Every plugin that the worker has found: connectors, converters, transforms. */
    public JsonNode plugins() {
        return parse(expect(
                request("GET", "/connector-plugins?connectorsOnly=false", BodyPublishers.noBody()), "list plugins"));
    }

    public List<String> connectors() {
        String body = expect(request("GET", "/connectors", BodyPublishers.noBody()), "list connectors");
        return JSON.convertValue(parse(body), new TypeReference<>() {});
    }

    /** Restarts the connector and all of its tasks. */
    public void restart(String name) {
        String path = "/connectors/" + name + "/restart?includeTasks=true";
        expect(request("POST", path, BodyPublishers.noBody()), "restart " + name);
    }

    public void pause(String name) {
        expect(request("PUT", "/connectors/" + name + "/pause", BodyPublishers.noBody()), "pause " + name);
    }

    public void resume(String name) {
        expect(request("PUT", "/connectors/" + name + "/resume", BodyPublishers.noBody()), "resume " + name);
    }

    /** Stops the tasks but keeps configuration and offsets; returns when they have stopped. */
    public void stop(String name, Duration limit) {
        expect(request("PUT", "/connectors/" + name + "/stop", BodyPublishers.noBody()), "stop " + name);
        long deadline = System.nanoTime() + limit.toNanos();
        for (Status status = status(name);
                !(status.state().equals("STOPPED") && status.tasks().isEmpty());
                status = status(name)) {
            if (System.nanoTime() > deadline) {
                throw new PlatformException("Connector " + name + " has not stopped after " + limit.toSeconds() + " s");
            }
            pause();
        }
    }

    public void delete(String name) {
        expect(request("DELETE", "/connectors/" + name, BodyPublishers.noBody()), "delete " + name);
    }

    public JsonNode offsets(String name) {
        return parse(expect(
                request("GET", "/connectors/" + name + "/offsets", BodyPublishers.noBody()),
                "read offsets of " + name));
    }

    /** Forgets the offsets of a stopped connector; a sink's consumer group begins again. */
    public void resetOffsets(String name) {
        expect(
                request("DELETE", "/connectors/" + name + "/offsets", BodyPublishers.noBody()),
                "reset offsets of " + name);
    }

    /** Repeats while the worker cannot say, which is during a rebalance (409) and just after a start (404, 5xx). */
    private HttpResponse<String> request(String method, String path, BodyPublisher body) {
        long deadline = System.nanoTime() + REQUEST_LIMIT.toNanos();
        HttpResponse<String> response = send(method, path, body);
        while ((response.statusCode() == 409 || response.statusCode() >= 500) && System.nanoTime() < deadline) {
            pause();
            response = send(method, path, body);
        }
        return response;
    }

    private HttpResponse<String> send(String method, String path, BodyPublisher body) {
        try {
            return Http.send(method, url + path, body, Map.of("Content-Type", "application/json"));
        } catch (IOException failure) {
            throw new PlatformException("Connect does not answer at " + url, failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new PlatformException("Interrupted", interrupted);
        }
    }

    private static String expect(HttpResponse<String> response, String purpose) {
        if (response.statusCode() / 100 != 2) {
            throw new PlatformException("Connect rejected the request to " + purpose + " (" + response.statusCode()
                    + "): " + response.body());
        }
        return response.body();
    }

    private static BodyPublisher json(Map<String, String> configuration) {
        try {
            return BodyPublishers.ofString(JSON.writeValueAsString(configuration));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException failure) {
            throw new PlatformException("Connect's answer is not JSON", failure);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new PlatformException("Interrupted", interrupted);
        }
    }
}
