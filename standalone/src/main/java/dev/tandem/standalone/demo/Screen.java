/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.demo;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** A picture that is drawn again and again in the same place of a terminal, below what was printed before. */
final class Screen {
    private static final String UP = "\033[%dA\r";
    private static final String ERASE_LINE = "\033[K";
    /** A line that wrapped would take two rows, and the next picture would begin too low. */
    private static final String WITHOUT_WRAPPING = "\033[?7l";

    private static final String WRAPPING = "\033[?7h";
    private static final String ERASE_BELOW = "\033[J";

    private final PrintWriter out;
    private int height;

    Screen(PrintWriter out) {
        this.out = out;
    }

    void show(List<String> lines) {
        var frame = new StringBuilder(WITHOUT_WRAPPING);
        if (height > 0) {
            frame.append(String.format(Locale.ROOT, UP, height));
        }
        lines.forEach(line -> frame.append(ERASE_LINE).append(line).append('\n'));
        frame.append(ERASE_BELOW).append(WRAPPING);
        out.print(frame);
        out.flush();
        height = lines.size();
    }
}
