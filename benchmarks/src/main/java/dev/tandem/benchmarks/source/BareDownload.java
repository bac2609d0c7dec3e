/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tandem.salesforce.client.auth.AccessToken;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** The least that any reader must do: one Bulk job, whose pages are downloaded and cut into fields, which are dropped. */
final class BareDownload {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PAGE_ROWS = 20_000;
    private static final long POLL_MILLIS = 200;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI jobs;
    private final AccessToken token;
    private final FieldCounter counter = new FieldCounter();

    BareDownload(URI instance, AccessToken token) {
        this.jobs = instance.resolve("/services/data/v66.0/jobs/query");
        this.token = token;
    }

    /** Downloads the result of a query, and returns the rate from the moment at which the result is ready. */
    Rate read(String soql) throws IOException, InterruptedException {
        String job = complete(soql);
        long start = System.nanoTime();
        long rows = 0;
        String locator = "";
        while (!locator.equals("null")) {
            String page =
                    "/" + job + "/results?maxRecords=" + PAGE_ROWS + (locator.isEmpty() ? "" : "&locator=" + locator);
            HttpResponse<InputStream> answer = send(request(page).GET());
            rows += parse(answer);
            locator = answer.headers().firstValue("Sforce-Locator").orElseThrow();
        }
        return new Rate(rows, System.nanoTime() - start);
    }

    /** Starts a job, and returns its id when its result is ready. */
    private String complete(String soql) throws IOException, InterruptedException {
        String job = JSON.readTree(text(request("")
                        .POST(BodyPublishers.ofString(
                                JSON.writeValueAsString(Map.of("operation", "queryAll", "query", soql))))))
                .path("id")
                .asText();
        JsonNode state = JSON.readTree(text(request("/" + job).GET()));
        while (!state.path("state").asText().equals("JobComplete")) {
            Thread.sleep(POLL_MILLIS);
            state = JSON.readTree(text(request("/" + job).GET()));
        }
        return job;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(jobs + path))
                .header("Authorization", "Bearer " + token.value())
                .header("Content-Type", "application/json")
                .header("Accept-Encoding", "gzip");
    }

    private HttpResponse<InputStream> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = http.send(request.build(), BodyHandlers.ofInputStream());
        if (answer.statusCode() >= 300) {
            throw new IOException("The Bulk API answered " + answer.statusCode() + ".");
        }
        return answer;
    }

    private String text(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = send(request);
        try (InputStream body = body(answer)) {
            return new String(body.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    private static InputStream body(HttpResponse<InputStream> answer) throws IOException {
        boolean zipped =
                answer.headers().firstValue("Content-Encoding").orElse("").equalsIgnoreCase("gzip");
        return zipped ? new GZIPInputStream(answer.body(), 16 * 1024) : answer.body();
    }

    private long parse(HttpResponse<InputStream> page) throws IOException {
        try (InputStream body = body(page)) {
            return counter.rows(body);
        }
    }

    /** Returns the first page of a query's result as it is sent, compressed, and its headers. */
    HttpResponse<InputStream> firstPage(String soql, int rows) throws IOException, InterruptedException {
        return send(
                request("/" + complete(soql) + "/results?maxRecords=" + rows).GET());
    }
}
