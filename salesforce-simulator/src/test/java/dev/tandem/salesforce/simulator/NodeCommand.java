/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command of Node.js or npm, run to its end. */
final class NodeCommand {
    /**
     * The end of a command.
     *
     * @param exit negative if it could not be started
     */
    record Outcome(int exit, String output) {
        boolean isOffline() {
            return List.of("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENOTCACHED").stream()
                    .anyMatch(output::contains);
        }
    }

    private NodeCommand() {}

    static Outcome run(Path directory, String... command) throws InterruptedException {
        return run(directory, Map.of(), List.of(command));
    }

    static Outcome run(Path directory, Map<String, String> environment, List<String> command)
            throws InterruptedException {
        try {
            Path output = Files.createTempFile(Path.of("target"), "node", ".log");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(3, TimeUnit.MINUTES)) {
                process.destroyForcibly();
            }
            return new Outcome(process.waitFor(), Files.readString(output, StandardCharsets.UTF_8));
        } catch (IOException e) {
            return new Outcome(-1, e.toString());
        }
    }
}
