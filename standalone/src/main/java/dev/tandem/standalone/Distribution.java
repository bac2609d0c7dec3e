/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The files that the build assembles for the platform to run, under {@code standalone/target/dist}. */
public record Distribution(Path root) {
    /** Names the directory where it is not found by itself. */
    public static final String PROPERTY = "tandem.dist";

    /** The directory that the system property names, or the one of the repository around the current directory. */
    public static Distribution locate() {
        String named = System.getProperty(PROPERTY);
        if (named != null) {
            return new Distribution(Path.of(named)).checked();
        }
        Path directory = Path.of("").toAbsolutePath();
        while (directory != null) {
            Path candidate = directory.resolve("standalone/target/dist");
            if (Files.isDirectory(candidate)) {
                return new Distribution(candidate).checked();
            }
            directory = directory.getParent();
        }
        throw new PlatformException("The platform is not built: no standalone/target/dist above "
                + Path.of("").toAbsolutePath() + ". Build it with: mvn package -DskipTests");
    }

    private Distribution checked() {
        for (Path needed : new Path[] {kafka(), root.resolve("registry"), plugins(), lib()}) {
            if (!Files.isDirectory(needed)) {
                throw new PlatformException(
                        "The build is incomplete: " + needed + " is missing. Build it with: mvn package -DskipTests");
            }
        }
        return this;
    }

    /** Class path of broker and worker, if no other is asked for. */
    Path kafka() {
        return root.resolve("kafka");
    }

    /** Our plugin directories and the Avro converter's, as {@code plugin.path} takes them. */
    public Path plugins() {
        return root.resolve("plugins");
    }

    /** Debezium's Postgres connector, as {@code plugin.path} takes it. */
    public Path debezium() {
        return root.resolve("debezium");
    }

    /** The Avro converter alone, as {@code plugin.path} takes it. */
    public Path avroConverter() {
        return plugins().resolve("avro-converter");
    }

    /** Class path of the launcher and of the simulator. */
    Path lib() {
        return root.resolve("lib");
    }

    /** Returns the directory that Postgres's binaries are unpacked to, once for all work directories. */
    Path postgres() {
        return root.resolve("postgres");
    }

    Path registryJar() {
        try (Stream<Path> files = Files.list(root.resolve("registry"))) {
            return files.filter(file -> file.toString().endsWith("-runner.jar"))
                    .findFirst()
                    .orElseThrow(() -> new PlatformException("No registry in " + root.resolve("registry")));
        } catch (IOException failure) {
            throw new PlatformException("Cannot read " + root.resolve("registry"), failure);
        }
    }
}
