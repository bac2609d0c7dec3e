/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    private Map<String, String> settings() {
        var settings = new LinkedHashMap<String, String>();
        settings.put("bootstrap.servers", site.address(Part.KAFKA));
        settings.put("group.id", "tandem-connect");
        settings.put("listeners", site.url(Part.CONNECT));
        settings.put("rest.advertised.host.name", "127.0.0.1");
        settings.put(
                "plugin.path", site.pluginPath().stream().map(Path::toString).collect(Collectors.joining(",")));
        settings.put("plugin.discovery", "service_load");
        for (String topic : List.of("offset", "config", "status")) {
            settings.put(topic + ".storage.topic", "connect-" + topic);
            settings.put(topic + ".storage.replication.factor", "1");
        }
        settings.put("offset.storage.partitions", "1");
        settings.put("status.storage.partitions", "1");
        settings.put("offset.flush.interval.ms", "1000");
        // A worker that was killed is missed after this long, and so is a task's consumer.
        settings.put("session.timeout.ms", "6000");
        settings.put("heartbeat.interval.ms", "1500");
        settings.put("consumer.session.timeout.ms", "6000");
        settings.put("consumer.heartbeat.interval.ms", "1500");
        settings.put("scheduled.rebalance.max.delay.ms", "0");
        // Whatever is ready goes at once: under load batches form by themselves while a request is on its way.
        settings.put("producer.linger.ms", "0");
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
                site.distribution().kafka() + "/*",
                "org.apache.kafka.connect.cli.ConnectDistributed",
                configuration.toString()));
        return command;
    }

    @Override
    public boolean isReady() {
        return Http.isOk(site.url(Part.CONNECT) + "/health");
    }

    /** It flushes offsets, stops tasks and leaves its group first. */
    @Override
    public Duration stopGrace() {
        return Duration.ofSeconds(15);
    }
}
