/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.pipeline;

import dev.tandem.plugin.log.LogContext;
import dev.tandem.plugin.resource.Closer;
import dev.tandem.salesforce.client.stream.ChangeEventStream;
import dev.tandem.salesforce.login.FailureAdvice;
import dev.tandem.salesforce.source.context.TaskResources;
import dev.tandem.salesforce.source.emit.RecordQueue;
import dev.tandem.salesforce.source.feed.EventRoom;
import dev.tandem.salesforce.source.feed.FeedBounds;
import dev.tandem.salesforce.source.feed.ObjectFeed;
import dev.tandem.salesforce.source.feed.ObjectStart;
import dev.tandem.salesforce.source.feed.StreamDispatcher;
import dev.tandem.salesforce.source.offset.OffsetFormat;
import dev.tandem.salesforce.source.settings.EventChannel;
import dev.tandem.salesforce.source.settings.SignalSettings;
import dev.tandem.salesforce.source.signal.SignalListener;
import dev.tandem.salesforce.source.signal.SignalTopic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads of a task: one per object or channel, one that reads the session, and one for signals. */
public final class TaskPipelines implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TaskPipelines.class);
    /** Connect waits 5 s for a task to stop. */
    private static final long STOP_MS = 3_000;

    private final RecordQueue queue;
    /** The feed of each source partition. */
    private final Map<Map<String, ?>, ObjectFeed> feeds = new HashMap<>();

    private final List<Thread> threads = new ArrayList<>();
    private final Set<String> running = new TreeSet<>();
    /** Closed first, so that threads that wait for them end. */
    private final Closer sources = new Closer();

    /**
     * Starts all threads.
     *
     * @param name the task's name, for its threads
     * @param bounds limits the events of all objects that wait
     * @param signals the signal topic, if there is one
     */
    public static TaskPipelines start(
            String name,
            List<ObjectStart> objects,
            TaskResources task,
            ChangeEventStream stream,
            FeedBounds bounds,
            Optional<SignalSettings> signals) {
        TaskPipelines pipelines = new TaskPipelines(stream, task.queue());
        Map<String, ObjectFeed> byChannel = new HashMap<>();
        Map<String, SignalListener> byObject = new HashMap<>();
        EventRoom room = new EventRoom(bounds, objects.size());
        for (ObjectStart object : objects) {
            ObjectFeed feed = new ObjectFeed(object, stream, room.share());
            String source = object.topic().object();
            byChannel.put(feed.channel(), feed);
            pipelines.feeds.put(OffsetFormat.partition(source), feed);
            pipelines.running.add(source);
            Optional<EventChannel> channel = EventChannel.ofAddress(source);
            if (channel.isPresent()) {
                pipelines.add(
                        name + source.replace('/', '-'),
                        new ChannelPipeline(object, channel.get(), task, feed, pipelines::reportStopped));
            } else {
                byObject.put(source, feed);
                pipelines.add(name + "-" + source, new ObjectPipeline(object, task, feed, pipelines::reportStopped));
            }
        }
        pipelines.add(name + "-stream", new StreamDispatcher(stream, byChannel, task.queue()));
        signals.ifPresent(settings -> {
            pipelines.add(name + "-signals", pipelines.sources.add(new SignalTopic(settings, byObject)));
        });
        pipelines.threads.forEach(Thread::start);
        return pipelines;
    }

    private TaskPipelines(ChangeEventStream stream, RecordQueue queue) {
        sources.add(stream);
        this.queue = queue;
    }

    private void add(String name, Runnable work) {
        Thread thread = LogContext.ofThisThread().thread(name, work);
        thread.setDaemon(true);
        // A thread that ends unseen, as for lack of memory, would leave a task that runs and copies nothing.
        thread.setUncaughtExceptionHandler((ended, cause) -> queue.fail(new ConnectException(
                "Failed to go on in thread " + name + ": " + cause + ". Restart the task.", cause)));
        threads.add(thread);
    }

    /** Returns whether events of a source partition, or records of them, are on their way to the worker. */
    public boolean isUnderWay(Map<String, ?> partition) {
        ObjectFeed feed = feeds.get(partition);
        // INVARIANT: asked in the order of the way, so that nothing passes unseen.
        return (feed != null && feed.isUnderWay()) || queue.holds(partition);
    }

    /** Reports an object or channel that has stopped. The task goes on as long as any other does. */
    private void reportStopped(String object, RuntimeException failure) {
        boolean last;
        synchronized (running) {
            running.remove(object);
            last = running.isEmpty();
        }
        String reason = FailureAdvice.describe(failure);
        LOG.error(
                "{} is no longer copied: {}{} Remove the cause, and restart the task.",
                object,
                reason,
                last ? "" : " The other objects of the task go on.",
                failure);
        if (last) {
            queue.fail(new ConnectException(
                    "No object of this task is copied any more. The last one was " + object + ": " + reason
                            + " Remove the cause, and restart the task.",
                    failure));
        }
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
        sources.close();
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_MS);
        try {
            for (Thread thread : threads) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                thread.join(Math.max(1, left));
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
