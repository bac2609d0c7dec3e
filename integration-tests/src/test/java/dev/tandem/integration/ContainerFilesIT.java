/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks of {@code docker/} that need no container engine. */
class ContainerFilesIT {
    private static final Path REPOSITORY = Path.of("..");
    private static final Path DOCKER = REPOSITORY.resolve("docker");
    private static final Path SHARED = REPOSITORY.resolve("standalone/src/main/resources/dev/tandem/standalone");

    @ParameterizedTest
    @ValueSource(strings = {"docker/connect.sh", "docker/install-connectors.sh", "tandem", ".ci/run"})
    void parsesEachScriptAsShell(String script) throws Exception {
        Path file = REPOSITORY.resolve(script);
        var check =
                new ProcessBuilder("bash", "-n", file.toString()).inheritIO().start();

        assertThat(check.waitFor()).isZero();
        assertThat(file).isExecutable();
    }

    @Test
    void composesThePartsOfTheDemo() throws IOException {
        JsonNode services = compose().path("services");

        assertThat(services.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("kafka", "registry", "postgres", "salesforce", "connect", "connectors");
        assertThat(services)
                .allSatisfy(service ->
                        assertThat(service.has("image") || service.has("build")).isTrue());
    }

    @Test
    void setsEachVariableThatTheConnectorsRead() throws IOException {
        JsonNode environment = compose().at("/services/connect/environment");
        var variables = new TreeSet<String>();
        for (String connector : new String[] {"salesforce-to-kafka.json", "salesforce-to-postgres.json"}) {
            Pattern.compile("\\$\\{env:(\\w+)}")
                    .matcher(Files.readString(SHARED.resolve(connector)))
                    .results()
                    .forEach(variable -> variables.add(variable.group(1)));
        }

        assertThat(variables).isNotEmpty().allMatch(environment::has);
    }

    /** A task whose registry, org or database does not answer yet may fail, and Connect does not restart it. */
    @Test
    void installsConnectorsOnceTheirServersAnswer() throws IOException {
        JsonNode services = compose().path("services");
        var used = new TreeSet<String>();
        services.at("/connect/environment")
                .forEach(value -> Pattern.compile("([a-z]+):[0-9]+")
                        .matcher(value.asText())
                        .results()
                        .forEach(server -> used.add(server.group(1))));
        String awaited = services.at("/connectors/environment/WAIT_FOR").asText();

        assertThat(used).containsExactly("kafka", "postgres", "registry", "salesforce");
        assertThat(used)
                .allMatch(server -> awaited.contains("http://" + server + ":")
                        || (services.path(server).has("healthcheck")
                                && services.at("/connect/depends_on/" + server + "/condition")
                                        .asText()
                                        .equals("service_healthy")));
    }

    @Test
    void allowsEachFileThatTheImagesCopy() throws IOException {
        String allowed = Files.readString(DOCKER.resolve("Dockerfile.dockerignore"));
        try (Stream<String> lines = Files.lines(DOCKER.resolve("Dockerfile"))) {
            assertThat(lines.filter(line -> line.startsWith("COPY "))
                            .flatMap(line -> Stream.of(line.split(" ")).skip(1))
                            .filter(word -> !word.startsWith("--") && !word.startsWith("/")))
                    .isNotEmpty()
                    .allSatisfy(source -> assertThat(allowed).contains("!" + source + "\n"))
                    .allSatisfy(source -> assertThat(REPOSITORY.resolve(source)).exists());
        }
    }

    /** Returns a connector of the images, whose worker reads the variables in it. */
    static Map<String, String> connector(String file) {
        try {
            return new ObjectMapper()
                    .readValue(SHARED.resolve(file).toFile(), new TypeReference<TreeMap<String, String>>() {});
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static JsonNode compose() throws IOException {
        return new YAMLMapper().readTree(DOCKER.resolve("compose.yaml").toFile());
    }
}
