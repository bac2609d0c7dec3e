/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration.transform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.standalone.Part;
import dev.tandem.standalone.Platform;
import io.confluent.connect.avro.AvroConverter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A schema registry of a test's own, for its levels of compatibility hold for all of its subjects. */
final class RegistryServer implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final Platform platform;

    private RegistryServer(Platform platform) {
        this.platform = platform;
    }

    static RegistryServer start() throws IOException {
        Path workdir = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "platform-");
        return new RegistryServer(Platform.builder(workdir).parts(Part.REGISTRY).start());
    }

    /** For all subjects: where one has NONE, Apicurio goes by the level of all. */
    void setLevel(String level) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "/config"))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .PUT(BodyPublishers.ofString("{\"compatibility\":\"" + level + "\"}"))
                .build();
        assertThat(http.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
    }

    /** A value converter that knows nothing yet. */
    AvroConverter converter() {
        AvroConverter converter = new AvroConverter();
        converter.configure(Map.of("schema.registry.url", url()), false);
        return converter;
    }

    private String url() {
        return platform.endpoints().schemaRegistry();
    }

    @Override
    public void close() {
        platform.close();
    }
}
