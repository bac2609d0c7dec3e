/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * A watchdog that ends the platform's processes when this one is killed and cannot do it itself: a shell in a session of its own that reads
 * process ids from a pipe and acts when the pipe closes.
 */
final class Watchdog implements AutoCloseable {
    private final BufferedWriter pipe;

    private Watchdog(BufferedWriter pipe) {
        this.pipe = pipe;
    }

    static Watchdog start() {
        try (InputStream script = Watchdog.class.getResourceAsStream("watchdog.sh")) {
            String text = new String(script.readAllBytes(), StandardCharsets.UTF_8);
            Process shell = new ProcessBuilder("setsid", "sh", "-c", text)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new Watchdog(shell.outputWriter(StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new PlatformException("Cannot start a shell in a session of its own (setsid, sh)", failure);
        }
    }

    void watch(Process process) {
        tell("+ " + process.pid());
        var unused = process.onExit().thenRun(() -> tell("- " + process.pid()));
    }

    private synchronized void tell(String line) {
        try {
            pipe.write(line);
            pipe.newLine();
            pipe.flush();
        } catch (IOException closed) {
            // The platform has been closed; nothing is left to watch.
            return;
        }
    }

    @Override
    public void close() {
        try {
            pipe.close();
        } catch (IOException gone) {
            return;
        }
    }
}
