/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tandem.standalone.Endpoints;
import dev.tandem.standalone.PlatformException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkdirTest {
    @TempDir
    private Path home;

    @Test
    void rejectsDirectoryInUseAndTakesNextByDefault() {
        try (Workdir first = Workdir.claimFree(home);
                Workdir second = Workdir.claimFree(home)) {
            assertThat(first.path()).isEqualTo(home.resolve("demo"));
            assertThat(second.path()).isEqualTo(home.resolve("demo-2"));
            assertThatThrownBy(() -> Workdir.claim(first.path()))
                    .isInstanceOf(PlatformException.class)
                    .hasMessageContaining("Another demo is running");
        }
    }

    @Test
    void removesOnlyWhatEarlierRunLeft() throws IOException {
        Path directory = home.resolve("mine");
        Workdir.claim(directory).close();
        Files.createDirectories(directory.resolve("kafka/data"));
        Files.writeString(directory.resolve("notes.txt"), "mine");

        try (Workdir again = Workdir.claim(directory)) {
            assertThat(again.path().resolve("kafka")).doesNotExist();
            assertThat(again.path().resolve("notes.txt")).exists();
        }
    }

    @Test
    void rejectsDirectoryOfSomeoneElse() throws IOException {
        Files.createDirectories(home.resolve("kafka"));

        assertThatThrownBy(() -> Workdir.claim(home))
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining("has kafka, which no demo has made");
        assertThat(home.resolve("kafka")).exists();
    }

    @Test
    void keepsEndpointsUntilDemoEnds() throws IOException {
        Path file = home.resolve("demo/endpoints.json");
        try (Workdir workdir = Workdir.claimFree(home)) {
            workdir.write(
                    new Endpoints("http://c", "k:1", "http://r", "http://s", "id", "secret", "jdbc:postgresql:p"),
                    Map.of("kafka", 4711L));

            assertThat(new ObjectMapper().readTree(file.toFile()).fieldNames())
                    .toIterable()
                    .containsExactly(
                            "connect",
                            "kafka",
                            "schemaRegistry",
                            "salesforce",
                            "clientId",
                            "clientSecret",
                            "postgres",
                            "processIds");
            assertThat(new ObjectMapper()
                            .readTree(file.toFile())
                            .at("/processIds/kafka")
                            .longValue())
                    .isEqualTo(4711);
        }
        assertThat(file).doesNotExist();
    }
}
