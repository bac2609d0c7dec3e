/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A broker that is its own KRaft controller. */
final class KafkaBroker implements Server {
    /** Any will do, for a cluster of one; a fixed one makes a second format a repeat. */
    private static final String CLUSTER_ID = "dGFuZGVtLWRlbW8tMDAwMA";

    private final Site site;
    private final int controllerPort;
    private Path configuration;

    KafkaBroker(Site site, int controllerPort) {
        this.site = site;
        this.controllerPort = controllerPort;
    }

    @Override
    public Part part() {
        return Part.KAFKA;
    }

    @Override
    public void prepare() throws IOException, InterruptedException {
        configuration = site.writeProperties("kafka.properties", settings());
        if (Files.exists(logs().resolve("meta.properties"))) {
            return;
        }
        var format = new ArrayList<>(java("-XX:TieredStopAtLevel=1"));
        format.addAll(List.of(
                "kafka.tools.StorageTool",
                "format",
                "--cluster-id",
                CLUSTER_ID,
                "--ignore-formatted",
                "--config",
                configuration.toString()));
        Process process = new ProcessBuilder(format)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(site.log(Part.KAFKA).toFile()))
                .start();
        if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new PlatformException("Cannot format the broker's storage. See " + site.log(Part.KAFKA));
        }
    }

    private Path logs() throws IOException {
        return site.data(Part.KAFKA).resolve("data");
    }

    private Map<String, String> settings() throws IOException {
        return Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", "1"),
                Map.entry("controller.quorum.voters", "1@127.0.0.1:" + controllerPort),
                Map.entry(
                        "listeners",
                        "PLAINTEXT://" + site.address(Part.KAFKA) + ",CONTROLLER://127.0.0.1:" + controllerPort),
                Map.entry("advertised.listeners", "PLAINTEXT://" + site.address(Part.KAFKA)),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("log.dirs", logs().toString()),
                // Topics are made by whoever owns them, never by a consumer that came first.
                Map.entry("auto.create.topics.enable", "false"),
                // A broker that was killed waits this long for its own former session to end.
                Map.entry("broker.session.timeout.ms", "3000"),
                Map.entry("broker.heartbeat.interval.ms", "500"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("group.min.session.timeout.ms", "1000"),
                Map.entry("offsets.topic.num.partitions", "5"),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                Map.entry("share.coordinator.state.topic.min.isr", "1"),
                // What a killed producer left open is ended this soon after its time.
                Map.entry("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000"),
                Map.entry("transaction.state.log.num.partitions", "5"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"));
    }

    @Override
    public List<String> command() {
        var command = new ArrayList<>(java());
        command.addAll(List.of("kafka.Kafka", configuration.toString()));
        return command;
    }

    private List<String> java(String... options) {
        var command = new ArrayList<>(site.java(Part.KAFKA, options));
        command.add(KafkaLogging.option(site));
        command.addAll(List.of("-cp", site.kafka() + "/*"));
        return command;
    }

    @Override
    public boolean isReady() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", site.port(Part.KAFKA)), 500);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }
}
