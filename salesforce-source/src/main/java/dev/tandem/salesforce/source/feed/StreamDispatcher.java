/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.feed;

import static java.util.stream.Collectors.groupingBy;

import dev.tandem.salesforce.client.SalesforceException;
import dev.tandem.salesforce.client.stream.ChangeEventStream;
import dev.tandem.salesforce.client.stream.OversizedAnswerException;
import dev.tandem.salesforce.client.stream.StreamItem;
import dev.tandem.salesforce.login.FailureAdvice;
import dev.tandem.salesforce.source.emit.RecordQueue;
import dev.tandem.salesforce.source.settings.QueueSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A dispatcher that reads the task's one session, and hands each item to the feed of its object. It runs on a thread of its own,
 * and so also notices when the worker stands still.
 *
 * <p><b>Pace.</b> After an answer for an object that has many events, it waits a moment until some are taken, so that Salesforce
 * keeps the next ones. It does not wait long, because other objects may have events too.
 */
public final class StreamDispatcher implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamDispatcher.class);
    private static final Duration WAIT = Duration.ofMillis(500);
    /** The longest delay of an answer that may have events of other objects. */
    private static final Duration SHARED_PATIENCE = Duration.ofMillis(100);

    private static final Duration OWN_PATIENCE = Duration.ofSeconds(1);

    private final ChangeEventStream stream;
    private final Map<String, ObjectFeed> feeds;
    private final RecordQueue records;
    private final Duration patience;
    private final WorkerWatch watch = new WorkerWatch();

    /** @param feeds by channel */
    public StreamDispatcher(ChangeEventStream stream, Map<String, ObjectFeed> feeds, RecordQueue records) {
        this(stream, feeds, records, feeds.size() == 1 ? OWN_PATIENCE : SHARED_PATIENCE);
    }

    /** @param patience the longest delay of an answer */
    StreamDispatcher(ChangeEventStream stream, Map<String, ObjectFeed> feeds, RecordQueue records, Duration patience) {
        this.stream = stream;
        this.feeds = Map.copyOf(feeds);
        this.records = records;
        this.patience = patience;
    }

    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                // INVARIANT: an answer is dispatched whole, because it may hold several events with one replay id.
                Map<String, List<StreamItem>> answer =
                        stream.poll(Integer.MAX_VALUE, WAIT).stream().collect(groupingBy(StreamItem::channel));
                answer.forEach((channel, items) -> feeds.get(channel).offer(items));
                awaitTaken(answer.keySet());
                watch.report(records.idleTime(), records::lastTopics).ifPresent(LOG::warn);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (SalesforceException dead) {
            ConnectException failure = new ConnectException(
                    "Failed to receive change events: " + FailureAdvice.describe(dead) + remedy(dead)
                            + " Restart the task once the cause is gone. It then reads its secrets again.",
                    dead);
            records.fail(failure);
            feeds.values().forEach(feed -> feed.fail(failure));
        }
    }

    private void awaitTaken(Set<String> channels) throws InterruptedException {
        long start = System.nanoTime();
        for (String channel : channels) {
            feeds.get(channel).awaitTaken(patience.minusNanos(System.nanoTime() - start));
        }
    }

    /** Names the option behind the setting of the client. */
    private static String remedy(SalesforceException dead) {
        return dead.getCause() instanceof OversizedAnswerException
                ? " The option is " + QueueSettings.MAX_MESSAGE_SIZE + "."
                : "";
    }
}
