/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** A Connect worker in distributed mode, its plugins isolated. */
final class ConnectWorker implements Server {
    private final Site site;
    private Path configuration;

    ConnectWorker(Site site) {
        this.site = site;
    }

    @Override
    public Part part() {
        return Part.CONNECT;
    }

    @Override
    public void prepare() throws IOException {
        site.data(Part.CONNECT);
        configuration = site.writeProperties("connect.properties", settings());
    }

    private Map<String, String> settings() throws IOException {
        var common = new Properties();
        try (InputStream file = ConnectWorker.class.getResourceAsStream("connect.properties")) {
            common.load(file);
        }
        var settings = new HashMap<String, String>();
        common.stringPropertyNames().forEach(key -> settings.put(key, common.getProperty(key)));
        settings.put("bootstrap.servers", site.address(Part.KAFKA));
        settings.put("listeners", site.url(Part.CONNECT));
        settings.put("rest.advertised.host.name", "127.0.0.1");
        settings.put(
                "plugin.path", site.pluginPath().stream().map(Path::toString).collect(Collectors.joining(",")));
        settings.putAll(converters());
        settings.putAll(site.workerSettings());
        return settings;
    }

    private Map<String, String> converters() {
        if (!site.ports().containsKey(Part.REGISTRY)) {
            String json = "org.apache.kafka.connect.json.JsonConverter";
            return Map.of("key.converter", json, "value.converter", json);
        }
        String avro = "io.confluent.connect.avro.AvroConverter";
        return Map.of(
                "key.converter",
                avro,
                "key.converter.schema.registry.url",
                SchemaRegistry.url(site),
                "value.converter",
                avro,
                "value.converter.schema.registry.url",
                SchemaRegistry.url(site));
    }

    @Override
    public List<String> command() {
        var command = new ArrayList<>(site.java(Part.CONNECT, KafkaLogging.option(site)));
        command.addAll(List.of(
                "-cp",
                site.kafka() + "/*",
                "org.apache.kafka.connect.cli.ConnectDistributed",
                configuration.toString()));
        return command;
    }

    @Override
    public boolean isReady() {
        // Answered once the worker is in its group, as /health is, which older workers lack.
        return Http.isOk(site.url(Part.CONNECT) + "/connectors");
    }

    /** It flushes offsets, stops tasks and leaves its group first. */
    @Override
    public Duration stopGrace() {
        return Duration.ofSeconds(15);
    }
}
