/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The terminal of this process, whose user may change its size at any time. */
final class Terminal {
    private static final int USUAL_ROWS = 24;
    private static final long LOOK_INTERVAL = Duration.ofSeconds(1).toNanos();
    private static final Pattern SIZE = Pattern.compile("([1-9]\\d*) [1-9]\\d*\\s*");

    private long lastLook = System.nanoTime() - LOOK_INTERVAL;
    private int rows = USUAL_ROWS;

    /** Returns the number of its rows, as it was within the last second. */
    int rows() throws InterruptedException {
        if (System.nanoTime() - lastLook >= LOOK_INTERVAL) {
            rows = rows(size());
            lastLook = System.nanoTime();
        }
        return rows;
    }

    /** Returns the rows that {@code stty size} reports, or the usual number if it reports none. */
    static int rows(String size) {
        Matcher reported = SIZE.matcher(size);
        return reported.matches() ? Integer.parseInt(reported.group(1)) : USUAL_ROWS;
    }

    private static String size() throws InterruptedException {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(Path.of("/dev/tty").toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            stty.waitFor();
            return answer;
        } catch (IOException noTerminal) {
            return "";
        }
    }
}
