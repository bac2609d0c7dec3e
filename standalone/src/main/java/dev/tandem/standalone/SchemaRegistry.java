/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Apicurio's registry behind its Confluent-compatible API, with its schemas in a file. */
final class SchemaRegistry implements Server {
    private final Site site;

    SchemaRegistry(Site site) {
        this.site = site;
    }

    static String url(Site site) {
        return site.url(Part.REGISTRY) + "/apis/ccompat/v7";
    }

    @Override
    public Part part() {
        return Part.REGISTRY;
    }

    @Override
    public void prepare() throws IOException {
        site.data(Part.REGISTRY);
    }

    @Override
    public List<String> command() {
        var command = new ArrayList<>(site.java(
                Part.REGISTRY,
                "-XX:TieredStopAtLevel=1",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + site.port(Part.REGISTRY),
                "-Dquarkus.datasource.jdbc.initial-size=1",
                "-Dquarkus.datasource.jdbc.min-size=1",
                "-Dquarkus.datasource.jdbc.max-size=10"));
        command.addAll(List.of("-jar", site.distribution().registryJar().toString()));
        return command;
    }

    @Override
    public Map<String, String> environment() {
        // Without a delay, so that a schema that has been answered outlives a SIGKILL.
        return Map.of(
                "REGISTRY_DATASOURCE_URL",
                "jdbc:h2:file:" + site.workdir().resolve(Part.REGISTRY.label()).resolve("schemas")
                        + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE");
    }

    @Override
    public boolean isReady() {
        return Http.isOk(url(site) + "/subjects");
    }

    /** Confluent's default, which is not Apicurio's. */
    @Override
    public void afterStart() throws IOException, InterruptedException {
        Http.send(
                "PUT",
                url(site) + "/config",
                BodyPublishers.ofString("{\"compatibility\":\"BACKWARD\"}"),
                Map.of("Content-Type", "application/vnd.schemaregistry.v1+json"));
    }
}
