/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.standalone.Distribution;
import dev.tandem.standalone.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SharedPlatform.class)
class PluginDirectoriesIT {
    /** Packages that a worker always loads from its own class path. A copy in a plugin could only clash. */
    private static final List<String> OF_THE_WORKER = List.of(
            "org/apache/kafka/",
            "org/slf4j/",
            "org/apache/log4j/",
            "org/apache/logging/",
            "ch/qos/logback/",
            "jakarta/servlet/",
            "javax/");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tandem-salesforce-source",
                "tandem-conflict-smt",
                "tandem-postgres-sink",
                "tandem-salesforce-sink"
            })
    void bundlesNoClassThatTheWorkerProvides(String plugin) throws IOException {
        Path directory = Distribution.locate().plugins().resolve(plugin);

        assertThat(jars(directory)).isNotEmpty();
        assertThat(jars(directory).stream().flatMap(PluginDirectoriesIT::classes))
                .noneMatch(name -> OF_THE_WORKER.stream().anyMatch(name::startsWith));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tandem-salesforce-source",
                "tandem-conflict-smt",
                "tandem-postgres-sink",
                "tandem-salesforce-sink"
            })
    void listsEachJarInTheBillOfMaterials(String plugin) throws IOException {
        assumeThat(System.getProperty("tandem.build")).isNotEqualTo("offline: true");
        Path directory = Distribution.locate().plugins().resolve(plugin);

        String billOfMaterials = Files.readString(directory.resolve("sbom.json"));

        assertThat(jars(directory))
                .isNotEmpty()
                .allSatisfy(jar -> assertThat(billOfMaterials)
                        .contains('"' + jar.getFileName().toString().replaceFirst("-[0-9].*", "") + '"'));
        assertThat(directory.resolve("LICENSE")).isNotEmptyFile();
        assertThat(directory.resolve("THIRD-PARTY.txt")).isNotEmptyFile();
    }

    @Test
    void isFoundByTheWorkerWithItsVersion(Platform platform) {
        JsonNode plugins = platform.connect().plugins();

        assertThat(StreamSupport.stream(plugins.spliterator(), false)
                        .filter(plugin -> plugin.path("class").asText().startsWith("dev.tandem."))
                        .map(plugin -> plugin.path("type").asText() + " "
                                + plugin.path("class").asText() + " "
                                + plugin.path("version").asText()))
                .contains(
                        "source dev.tandem.salesforce.source.SalesforceSourceConnector 0.1.0",
                        "sink dev.tandem.postgres.sink.PostgresSinkConnector 0.1.0",
                        "sink dev.tandem.salesforce.sink.SalesforceSinkConnector 0.1.0",
                        "transformation dev.tandem.conflict.LastWriterWins 0.1.0");
    }

    private static List<Path> jars(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
    }

    private static Stream<String> classes(Path jar) {
        try (var file = new JarFile(jar.toFile())) {
            return file.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith(".class"))
                    .toList()
                    .stream();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
