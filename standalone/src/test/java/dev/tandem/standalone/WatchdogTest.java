/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchdogTest {
    private final Watchdog watchdog = Watchdog.start();

    @TempDir
    private Path directory;

    private Child watched;
    private Process unwatched;

    @BeforeEach
    void startTwo() throws IOException {
        watched = Child.start(List.of("sleep", "600"), Map.of(), directory.resolve("log"), watchdog);
        unwatched = new ProcessBuilder("sleep", "600").start();
    }

    @AfterEach
    void endThem() {
        watched.kill();
        unwatched.destroyForcibly();
    }

    /** The pipe closes in the same way when the launcher is killed. */
    @Test
    void endsWhatItWatchesAndNothingElseWhenItsPipeCloses() {
        watchdog.close();

        await().until(() -> !watched.isAlive());
        assertThat(unwatched.isAlive()).isTrue();
    }

    @Test
    void endsChildThatIgnoresRequest() {
        Child stubborn = Child.start(
                List.of("sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done"),
                Map.of(),
                directory.resolve("stubborn"),
                watchdog);
        await().until(() -> stubborn.tail(1).equals("ready"));

        watchdog.close();

        await().atMost(20, TimeUnit.SECONDS).until(() -> !stubborn.isAlive());
    }
}
