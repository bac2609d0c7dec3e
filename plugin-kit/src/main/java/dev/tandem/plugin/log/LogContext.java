/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.log;

import java.util.HashMap;
import java.util.Map;
import org.slf4j.MDC;

/** The names of connector and task, which Connect puts before each line that one of its own threads logs. */
public final class LogContext {
    private final Map<String, String> entries;

    private LogContext(Map<String, String> entries) {
        this.entries = entries;
    }

    /** Returns the context of the thread that calls this, which is one of Connect's. */
    public static LogContext ofThisThread() {
        Map<String, String> entries = MDC.getCopyOfContextMap();
        return new LogContext(entries == null ? Map.of() : new HashMap<>(entries));
    }

    /** Creates a thread whose lines in the log have this context. */
    public Thread thread(String name, Runnable work) {
        return new Thread(
                () -> {
                    MDC.setContextMap(entries);
                    work.run();
                },
                name);
    }
}
