/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.signal;

import dev.tandem.salesforce.source.offset.SignalPosition;
import dev.tandem.salesforce.source.settings.SignalSettings;
import dev.tandem.salesforce.source.signal.Signal.ObjectRead;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signal topic, from which the requests for the objects of a task are read and passed on.
 *
 * <p><b>Durability.</b> The position of each object travels in the object's own offset, together with the rows that a request has
 * led to. So a request is answered again unless its answer is stored, and no consumer group is needed.
 *
 * <p><b>Failure.</b> A record that is not a signal is logged and skipped. While the broker cannot be reached, the objects are
 * copied without signals, and the topic is read again later. Signals of a topic that was created again are answered, although their
 * offsets are those of signals that were answered before.
 *
 * <p><b>Threads.</b> Runs on a thread of its own until {@link #close}.
 */
public final class SignalTopic implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SignalTopic.class);
    private static final Duration POLL_TIME = Duration.ofSeconds(1);
    private static final Duration CLOSE_TIME = Duration.ofSeconds(1);
    private static final Duration RETRY_TIME = Duration.ofSeconds(10);

    private final SignalSettings settings;
    /** The objects by API name. Its case does not matter, because topics may be named in lower case. */
    private final Map<String, SignalListener> objects = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    /** The offset of the last signal of each partition. */
    private final Map<Integer, Long> lastOffsets = new HashMap<>();

    private final FormerAnswers former = new FormerAnswers();
    private final Set<Integer> createdAgain = new HashSet<>();

    private volatile KafkaConsumer<byte[], byte[]> consumer;
    private volatile boolean closed;

    /** @param objects by API name */
    public SignalTopic(SignalSettings settings, Map<String, SignalListener> objects) {
        this.settings = settings;
        this.objects.putAll(objects);
    }

    @Override
    public void run() {
        Thread.currentThread().setContextClassLoader(KafkaConsumer.class.getClassLoader());
        while (!closed) {
            try {
                open();
            } catch (WakeupException | InterruptException stopped) {
                return;
            } catch (KafkaException failure) {
                LOG.error(
                        "Failed to read signals from topic {}: {} Signals wait. The next attempt starts in {} s.",
                        settings.topic(),
                        failure.getMessage(),
                        RETRY_TIME.toSeconds(),
                        failure);
                if (!sleep()) {
                    return;
                }
            }
        }
    }

    private void open() {
        KafkaConsumer<byte[], byte[]> opened = new KafkaConsumer<>(
                settings.consumerProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            consumer = opened;
            lastOffsets.clear();
            follow(opened);
        } finally {
            opened.close(CLOSE_TIME);
        }
    }

    private void follow(KafkaConsumer<byte[], byte[]> from) {
        boolean warned = false;
        while (!assign(from)) {
            if (!warned) {
                LOG.warn("Signal topic {} does not exist yet. The connector waits until it does.", settings.topic());
                warned = true;
            }
            if (!sleep()) {
                return;
            }
        }
        while (!closed) {
            from.poll(POLL_TIME).forEach(this::dispatch);
            assign(from);
        }
    }

    /** Reads all partitions that the consumer knows by now. Returns whether the topic exists. */
    private boolean assign(KafkaConsumer<byte[], byte[]> from) {
        List<TopicPartition> partitions = from.partitionsFor(settings.topic()).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        List<TopicPartition> added = new ArrayList<>(partitions);
        added.removeAll(from.assignment());
        if (!added.isEmpty()) {
            // Partitions that are read already keep their positions.
            from.assign(partitions);
            added.forEach(partition -> from.seek(partition, begin(from, partition)));
            LOG.info("Reading signals from {}.", partitions);
        }
        return !partitions.isEmpty();
    }

    /** Returns the first offset that any object has not answered. */
    private long begin(KafkaConsumer<byte[], byte[]> from, TopicPartition partition) {
        long end = from.endOffsets(List.of(partition)).get(partition);
        long first = from.beginningOffsets(List.of(partition)).get(partition);
        long earliest = end;
        for (Map.Entry<String, SignalListener> object : objects.entrySet()) {
            SignalListener listener = object.getValue();
            SignalPosition received = listener.received();
            Optional<Long> next = former.next(object.getKey(), received, partition.partition(), end);
            if (next.isEmpty() && received.next(partition.partition()).isPresent()) {
                reportCreatedAgain(partition.partition());
            }
            long offset = next.orElseGet(() -> atTime(from, partition, listener.since(), end));
            earliest = Math.min(earliest, offset);
        }
        return Math.max(first, earliest);
    }

    /** Returns where an object begins that has never answered a signal: at the time from which on it follows events. */
    private static long atTime(KafkaConsumer<byte[], byte[]> from, TopicPartition partition, Instant since, long end) {
        OffsetAndTimestamp found = from.offsetsForTimes(Map.of(partition, Math.max(0, since.toEpochMilli())))
                .get(partition);
        return found == null ? end : found.offset();
    }

    private void reportCreatedAgain(int partition) {
        if (createdAgain.add(partition)) {
            LOG.warn(
                    "Partition {} of signal topic {} ends before signals that have been answered, so the topic was created again.",
                    partition,
                    settings.topic());
        }
    }

    private void dispatch(ConsumerRecord<byte[], byte[]> record) {
        Long last = lastOffsets.put(record.partition(), record.offset());
        if (last != null && last >= record.offset()) {
            reportCreatedAgain(record.partition());
            objects.keySet().forEach(object -> former.add(object, record.partition()));
        }
        try {
            SignalReader.read(record.value()).ifPresent(signal -> signal.reads().forEach(read -> offer(read, record)));
        } catch (InvalidSignalException invalid) {
            LOG.error(
                    "Rejected the signal at offset {} of {}-{}: {}.",
                    record.offset(),
                    record.topic(),
                    record.partition(),
                    invalid.getMessage());
        }
    }

    private void offer(ObjectRead read, ConsumerRecord<byte[], byte[]> record) {
        SignalListener listener = objects.get(read.object());
        if (listener != null && former.take(read.object(), listener.received(), record.partition(), record.offset())) {
            listener.request(new ReadRequest(read.ids(), record.partition(), record.offset()));
        }
    }

    private boolean sleep() {
        try {
            Thread.sleep(RETRY_TIME.toMillis());
            return !closed;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        closed = true;
        KafkaConsumer<byte[], byte[]> opened = consumer;
        if (opened != null) {
            opened.wakeup();
        }
    }
}
