/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** The warnings and errors that the sink logs while this is open. */
final class LoggedWarnings extends Handler {
    private final List<String> texts = new CopyOnWriteArrayList<>();

    static LoggedWarnings open() {
        LoggedWarnings warnings = new LoggedWarnings();
        Logger.getLogger("dev.tandem").addHandler(warnings);
        return warnings;
    }

    List<String> texts() {
        return texts;
    }

    @Override
    public void publish(LogRecord entry) {
        if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
            texts.add(new SimpleFormatter().formatMessage(entry));
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        Logger.getLogger("dev.tandem").removeHandler(this);
    }
}
