/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.assertj.core.util.Throwables;

/** A collector of what is shown of failures: in logs (at every level for our own code), and by an exception. */
final class Secrets extends Handler {
    private static final Logger OURS = Logger.getLogger("dev.tandem");
    /** Not that of the server under test, which writes its own log through one as well. */
    private static final List<Logger> LOGGERS =
            List.of(OURS, Logger.getLogger("org.postgresql"), Logger.getLogger("org.apache.kafka"));

    private final StringBuilder log = new StringBuilder();
    private final Level before = OURS.getLevel();

    private Secrets() {
        setLevel(Level.ALL);
    }

    static Secrets collect() {
        Secrets secrets = new Secrets();
        OURS.setLevel(Level.ALL);
        LOGGERS.forEach(logger -> logger.addHandler(secrets));
        return secrets;
    }

    /**
     * Returns all that a log or a header of a dead letter shows of a failure: messages and stack traces, of causes and of what
     * was suppressed.
     */
    static String everythingIn(Throwable failure) {
        return Throwables.getStackTrace(failure);
    }

    synchronized String log() {
        return log.toString();
    }

    @Override
    public synchronized void publish(LogRecord record) {
        log.append(new SimpleFormatter().format(record));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        LOGGERS.forEach(logger -> logger.removeHandler(this));
        OURS.setLevel(before);
    }
}
