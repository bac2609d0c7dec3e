/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The settings that the servers share: directories, ports and JVM options. */
record Site(
        Distribution distribution,
        Path kafka,
        Path workdir,
        Map<Part, Integer> ports,
        Map<Part, List<String>> jvmOptions,
        Map<String, String> workerSettings,
        List<Path> pluginPath) {

    private static final String HOST = "127.0.0.1";

    int port(Part part) {
        return ports.get(part);
    }

    /** host:port of a part. */
    String address(Part part) {
        return HOST + ":" + port(part);
    }

    String url(Part part) {
        return "http://" + address(part);
    }

    /** The directory of a part's data. */
    Path data(Part part) throws IOException {
        return Files.createDirectories(workdir.resolve(part.label()));
    }

    Path log(Part part) {
        return workdir.resolve("logs").resolve(part.label() + ".log");
    }

    /** A JVM for a part, up to its class path or jar. */
    List<String> java(Part part, String... options) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions.get(part));
        command.add("-Djava.awt.headless=true");
        command.addAll(List.of(options));
        return command;
    }

    /** Writes {@code etc/<name>} in the order of the keys, so that a reader finds them. */
    Path writeProperties(String name, Map<String, String> properties) throws IOException {
        Path file = Files.createDirectories(workdir.resolve("etc")).resolve(name);
        var lines = new ArrayList<String>();
        new TreeMap<>(properties).forEach((key, value) -> lines.add(key + "=" + value));
        return Files.write(file, lines);
    }
}
