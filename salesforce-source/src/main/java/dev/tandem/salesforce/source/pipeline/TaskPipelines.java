/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.pipeline;

import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.client.stream.ChangeEventStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** The threads of a task: one per object, and one that reads the session. */
public final class TaskPipelines implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TaskPipelines.class);
    /** Connect waits 5 s for a task to stop. */
    private static final long STOP_MS = 3_000;

    private final ChangeEventStream stream;
    private final RecordQueue queue;
    private final List<Thread> threads = new ArrayList<>();
    private final Set<String> running = new TreeSet<>();

    /**
     * Starts all of them.
     *
     * @param name of the task, for its threads
     * @param bounds what the events of all objects may take while they wait
     */
    public static TaskPipelines start(
            String name, List<ObjectStart> objects, TaskResources task, ChangeEventStream stream, FeedBounds bounds) {
        TaskPipelines pipelines = new TaskPipelines(stream, task.queue());
        Map<String, ObjectFeed> feeds = new HashMap<>();
        FeedBounds share = bounds.dividedBy(objects.size());
        for (ObjectStart object : objects) {
            String channel = new SObjectName(object.topic().object()).changeEventChannel();
            ObjectFeed feed = new ObjectFeed(object.topic().object(), channel, stream, share, object.metrics());
            feeds.put(channel, feed);
            pipelines.running.add(object.topic().object());
            pipelines.add(
                    name + "-" + object.topic().object(),
                    new ObjectPipeline(
                            object.topic(), task, feed, object.stored(), object.metrics(), pipelines::stopped));
        }
        pipelines.add(name + "-stream", new StreamDispatcher(stream, feeds, task.queue()));
        pipelines.threads.forEach(Thread::start);
        return pipelines;
    }

    private TaskPipelines(ChangeEventStream stream, RecordQueue queue) {
        this.stream = stream;
        this.queue = queue;
    }

    private void add(String name, Runnable work) {
        // Connect names connector and task in it, for every line of the log.
        Map<String, String> logContext = MDC.getCopyOfContextMap();
        Thread thread = new Thread(
                () -> {
                    if (logContext != null) {
                        MDC.setContextMap(logContext);
                    }
                    work.run();
                },
                name);
        thread.setDaemon(true);
        threads.add(thread);
    }

    /** One object that has stopped is the user's to see to; the task goes on as long as any other does. */
    private void stopped(String object, RuntimeException failure) {
        boolean last;
        synchronized (running) {
            running.remove(object);
            last = running.isEmpty();
        }
        LOG.error(
                "{} is no longer copied: {} The other objects of the task go on; restart the task when the cause is"
                        + " removed.",
                object,
                failure.getMessage(),
                failure);
        if (last) {
            queue.fail(new ConnectException(
                    "No object of this task is copied any more. The last one was " + object + ": "
                            + failure.getMessage(),
                    failure));
        }
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
        stream.close();
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
