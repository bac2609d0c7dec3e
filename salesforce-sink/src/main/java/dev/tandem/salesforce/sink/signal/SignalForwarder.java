/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.signal;

import dev.tandem.plugin.log.LogContext;
import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.session.TableId;
import dev.tandem.twoway.json.JsonTree;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A forwarder of the requests for re-reads, which both sinks leave in {@code tandem.signals}, to the topic that the source reads.
 *
 * <p><b>Durability.</b> A signal is deleted in the transaction in which Kafka has confirmed it. If the connector dies in between,
 * the signal is sent again, and the records are read once more than needed.
 * <p><b>Failure.</b> While Postgres or Kafka cannot be reached, signals wait in the table.
 * <p><b>Threads.</b> Runs on a thread of its own until {@link #close}. Several may run at once: each signal is locked.
 */
public final class SignalForwarder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SignalForwarder.class);
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration CLOSE_TIME = Duration.ofSeconds(1);
    private static final int MAX_SIGNALS = 100;

    /** Takes signals that name no table, or one of these: takes the text before a name, and an array of the names with it. */
    static final String TAKE = """
            DELETE FROM tandem.signals WHERE id IN (
                SELECT s.id FROM tandem.signals AS s
                WHERE position(? IN s.data) = 0
                    OR EXISTS (SELECT FROM unnest(?::text[]) AS t(name) WHERE position(t.name IN s.data) > 0)
                LIMIT %s FOR UPDATE SKIP LOCKED)
            RETURNING id, type, data""".formatted(MAX_SIGNALS);

    private final Session session;
    private final String[] tables;
    private final SignalSettings settings;
    private final Thread thread;
    private KafkaProducer<byte[], byte[]> producer;
    private volatile boolean closed;

    private SignalForwarder(
            Session session, Collection<TableId> tables, SignalSettings settings, Consumer<Throwable> failures) {
        this.session = session;
        this.tables = SignalTables.texts(tables);
        this.settings = settings;
        this.thread = LogContext.ofThisThread().thread("tandem-salesforce-sink-signals", this::run);
        this.thread.setDaemon(true);
        this.thread.setUncaughtExceptionHandler((ended, cause) -> failures.accept(cause));
    }

    /**
     * Starts to forward signals.
     *
     * @param session a session for the forwarder alone
     * @param tables the tables whose signals it forwards, besides those that name no table
     * @param failures takes what ends the forwarder unexpectedly
     */
    public static SignalForwarder start(
            Session session, Collection<TableId> tables, SignalSettings settings, Consumer<Throwable> failures) {
        SignalForwarder forwarder = new SignalForwarder(session, tables, settings, failures);
        forwarder.thread.start();
        return forwarder;
    }

    private void run() {
        Thread.currentThread().setContextClassLoader(KafkaProducer.class.getClassLoader());
        try {
            while (!closed) {
                boolean isMore = false;
                Duration pause = INTERVAL;
                try {
                    isMore = forward() == MAX_SIGNALS;
                } catch (SQLException | KafkaException failure) {
                    LOG.warn(
                            "Failed to forward signals to topic {}: {} They wait in tandem.signals.",
                            settings.topic(),
                            failure.getMessage());
                    closeProducer();
                    pause = PAUSE;
                }
                if (!isMore) {
                    Thread.sleep(pause.toMillis());
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            closeProducer();
        }
    }

    /** Forwards signals, and returns their number. */
    private int forward() throws SQLException {
        return session.inTransaction(connection -> {
            List<byte[]> signals = take(connection);
            if (!signals.isEmpty()) {
                send(signals);
                LOG.debug("Forwarded {} signals to topic {}.", signals.size(), settings.topic());
            }
            return signals.size();
        });
    }

    private List<byte[]> take(Connection connection) throws SQLException {
        List<byte[]> signals = new ArrayList<>();
        if (!SignalTables.exist(connection)) {
            return signals;
        }
        try (PreparedStatement statement = connection.prepareStatement(TAKE)) {
            statement.setString(1, SignalTables.NAME);
            statement.setArray(2, connection.createArrayOf("text", tables));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Map<String, Object> signal = new LinkedHashMap<>();
                    signal.put("id", rows.getString(1));
                    signal.put("type", rows.getString(2));
                    signal.put("data", rows.getString(3));
                    signals.add(JsonTree.write(signal).getBytes(StandardCharsets.UTF_8));
                }
            }
        }
        return signals;
    }

    /** Sends signals, and waits until Kafka has them. */
    private void send(List<byte[]> signals) {
        if (producer == null) {
            createTopic();
            producer = new KafkaProducer<>(
                    settings.producerProperties(), new ByteArraySerializer(), new ByteArraySerializer());
        }
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        signals.forEach(signal -> sent.add(producer.send(new ProducerRecord<>(settings.topic(), signal))));
        producer.flush();
        for (Future<RecordMetadata> each : sent) {
            result(each);
        }
    }

    private void createTopic() {
        try (Admin admin = Admin.create(settings.producerProperties())) {
            NewTopic topic = new NewTopic(settings.topic(), Optional.of(1), Optional.empty());
            result(admin.createTopics(List.of(topic)).all());
        } catch (TopicExistsException existing) {
            LOG.debug("Signal topic {} exists.", settings.topic());
        }
    }

    private static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(failure.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Interrupted while signals were sent.", stopped);
        }
    }

    private void closeProducer() {
        if (producer != null) {
            producer.close(CLOSE_TIME);
            producer = null;
        }
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.interrupt();
        thread.join(CLOSE_TIME.toMillis());
        session.close();
    }
}
