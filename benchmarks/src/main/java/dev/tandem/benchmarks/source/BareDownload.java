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
    private long fields;

    BareDownload(URI instance, AccessToken token) {
        this.jobs = instance.resolve("/services/data/v66.0/jobs/query");
        this.token = token;
    }

    /** Downloads the result of a query, and returns the rate from the moment at which the result is ready. */
    Rate read(String soql) throws IOException, InterruptedException {
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

    /** Cuts a page into rows and fields, and returns its rows without the header. */
    private long parse(HttpResponse<InputStream> page) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        boolean quoted = false;
        long rows = -1;
        try (InputStream body = body(page)) {
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                for (int i = 0; i < read; i++) {
                    byte character = buffer[i];
                    if (character == '"') {
                        quoted = !quoted;
                    } else if (!quoted && character == '\n') {
                        rows++;
                        fields++;
                    } else if (!quoted && character == ',') {
                        fields++;
                    }
                }
            }
        }
        return rows;
    }

    /** Returns the number of fields seen, so that no compiler leaves the work out. */
    long fields() {
        return fields;
    }
}
