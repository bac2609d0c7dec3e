/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.wake;

import dev.tandem.plugin.log.LogContext;
import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.session.TableId;
import dev.tandem.twoway.state.RowStore.Search;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listener that wakes tables by {@code NOTIFY}, on servers without logical replication. A sweep finds the edits whose notification was
 * lost.
 */
public final class NotificationListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NotificationListener.class);
    static final String LISTEN = "LISTEN tandem_wake_up";
    private static final int WAIT_MILLIS = 1_000;

    private final Session session;
    private final Map<String, TableId> tables;
    private final WakeUps wakeUps;
    private final Thread thread;
    private boolean hasMissed = true;
    private volatile boolean closed;

    private NotificationListener(
            Session session, Collection<TableId> tables, WakeUps wakeUps, Consumer<Throwable> failures) {
        this.session = session;
        this.tables = tables.stream().collect(Collectors.toUnmodifiableMap(TableId::toString, table -> table));
        this.wakeUps = wakeUps;
        this.thread = LogContext.ofThisThread().thread("tandem-salesforce-sink-listener", this::run);
        this.thread.setDaemon(true);
        this.thread.setUncaughtExceptionHandler((ended, cause) -> failures.accept(cause));
    }

    /**
     * Starts to listen.
     *
     * @param session a session for the listener alone
     * @param failures takes what ends the listener unexpectedly
     */
    public static NotificationListener start(
            Session session, Collection<TableId> tables, WakeUps wakeUps, Consumer<Throwable> failures) {
        NotificationListener listener = new NotificationListener(session, tables, wakeUps, failures);
        listener.thread.start();
        return listener;
    }

    private void run() {
        while (!closed) {
            try {
                listen();
            } catch (SQLException failure) {
                hasMissed = true;
                if (!closed) {
                    LOG.warn("Failed to listen for local edits: {} Sweeps find them meanwhile.", failure.getMessage());
                    pause();
                }
            }
        }
    }

    /**
     * Sends LISTEN again before every wait: it costs little, and the connection may be a new one. Notifications that came while there
     * was no connection are lost, so their rows are looked for.
     */
    private void listen() throws SQLException {
        session.inTransaction(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute(LISTEN);
            }
        });
        if (hasMissed) {
            tables.values().forEach(table -> wakeUps.sweep(table, Search.PENDING));
            hasMissed = false;
        }
        PGNotification[] notifications = session.inLongTransaction(
                connection -> connection.unwrap(PGConnection.class).getNotifications(WAIT_MILLIS));
        for (PGNotification notification : notifications == null ? new PGNotification[0] : notifications) {
            TableId table = tables.get(notification.getParameter());
            if (table != null) {
                wakeUps.sweep(table, Search.PENDING);
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(WAIT_MILLIS);
        } catch (InterruptedException stopped) {
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        session.close();
    }
}
