/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tandem.salesforce.simulator.ControlFailure;
import dev.tandem.salesforce.simulator.OrgControl;
import dev.tandem.standalone.Endpoints;
import dev.tandem.standalone.Part;
import dev.tandem.standalone.Pipeline;
import dev.tandem.standalone.Platform;
import dev.tandem.standalone.PlatformException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A platform in a work directory of its own, with the pipeline on it. Closing it stops all of it, once. */
final class Demo implements AutoCloseable {
    private static final List<Map<String, Object>> USUAL_FIELDS = List.of(
            Map.of("name", "Code__c", "type", "string", "length", 40),
            Map.of("name", "Notes__c", "type", "textarea", "length", 2000),
            Map.of("name", "Amount__c", "type", "currency", "precision", 18, "scale", 2),
            Map.of("name", "Count__c", "type", "double", "precision", 18, "scale", 0),
            Map.of("name", "Due__c", "type", "date"),
            Map.of("name", "Seen__c", "type", "datetime"),
            Map.of("name", "Active__c", "type", "boolean"));

    private static final Map<String, Object> KEY =
            Map.of("name", Pipeline.KEY_FIELD, "type", "string", "length", 64, "externalId", true, "unique", true);

    /** The memory that the parts take together under load, with some room. */
    private static final long NEEDED_MEGABYTES = 1500;

    /** So long after a restart, a failed connector has failed because of it. */
    private static final Duration SETTLING = Duration.ofMinutes(1);

    /** The demo gives up when its parts have not all worked for so long. */
    private static final Duration LONGEST_OUTAGE = Duration.ofMinutes(5);

    /** The reaction of the demo to the death of a part. */
    enum WhenAPartDies {
        RESTART,
        END
    }

    private final Workdir workdir;
    private final WhenAPartDies whenAPartDies;
    private final List<String> objects;
    private final PrintWriter out;
    private final Thread hook = new Thread(this::stop, "stop");
    private Platform platform;
    private long lastRestart = System.nanoTime() - SETTLING.toNanos();
    private long lastHealthy = System.nanoTime();
    private volatile boolean stopping;
    private boolean stopped;

    private Demo(Workdir workdir, WhenAPartDies whenAPartDies, List<String> objects, PrintWriter out) {
        this.workdir = workdir;
        this.whenAPartDies = whenAPartDies;
        this.objects = objects;
        this.out = out;
    }

    /** Starts the platform, telling on the way what is ready. */
    static Demo start(DemoOptions options, PrintWriter out) {
        rejectTooLittleMemory();
        var demo = new Demo(options.claim(), options.whenAPartDies(), options.objects(), out);
        // Ctrl-C and SIGTERM end the JVM through its hooks, whatever the main thread is at.
        Runtime.getRuntime().addShutdownHook(demo.hook);
        try {
            demo.startPlatform(options);
            return demo;
        } catch (PlatformException | ControlFailure failure) {
            demo.close();
            throw failure;
        }
    }

    private void startPlatform(DemoOptions options) {
        out.println("Starting in " + workdir.path());
        long start = System.nanoTime();
        platform = options.platform(workdir)
                .onReady(part -> out.println("  " + part.label()
                        + (platform == null ? " ready after " + seconds(start) + " s" : " is back")))
                .start();
        defineMissingObjects();
    }

    /** Defines those of the demo's objects that the org lacks, each with a field of every usual type. */
    private void defineMissingObjects() {
        OrgControl org = endpoints().org();
        JsonNode fields = new ObjectMapper().valueToTree(Map.of("fields", USUAL_FIELDS));
        objects.stream().filter(object -> !org.has(object)).forEach(object -> org.define(object, fields));
        // What an administrator does before the first local insert.
        objects.forEach(object -> org.addField(object, KEY));
    }

    private static String seconds(long since) {
        return String.format(Locale.ROOT, "%.1f", (System.nanoTime() - since) / 1e9);
    }

    private static void rejectTooLittleMemory() {
        try {
            long available = Files.readAllLines(Path.of("/proc/meminfo")).stream()
                    .filter(line -> line.startsWith("MemAvailable:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(NEEDED_MEGABYTES);
            if (available < NEEDED_MEGABYTES) {
                throw new PlatformException("Only " + available + " MB of memory are available. The demo needs about "
                        + NEEDED_MEGABYTES + " MB. Stop other programs first.");
            }
        } catch (IOException notLinux) {
            // Without the figure, the start will show it.
            return;
        }
    }

    /** Installs the connectors and, when they run, writes the endpoints. */
    void install() {
        out.println("Installing the connectors through " + endpoints().connect());
        try {
            pipeline().install(platform.connect());
        } catch (PlatformException failure) {
            throw new PlatformException(
                    failure.getMessage() + "\nThe end of " + platform.log(Part.CONNECT) + ":\n"
                            + platform.logTail(Part.CONNECT, 15),
                    failure);
        }
        writeEndpoints();
    }

    private void writeEndpoints() {
        Map<String, Long> processIds = new TreeMap<>();
        Stream.of(Part.values()).forEach(part -> processIds.put(part.label(), platform.pid(part)));
        workdir.write(endpoints(), processIds);
    }

    private Pipeline pipeline() {
        return new Pipeline(endpoints(), Pipeline.SALESFORCE, objects, Pipeline.Direction.BOTH);
    }

    Platform platform() {
        return platform;
    }

    Endpoints endpoints() {
        return platform.endpoints();
    }

    List<String> objects() {
        return objects;
    }

    Path workdir() {
        return workdir.path();
    }

    /** Throws when a part has died or a connector has failed. */
    void checkHealth() {
        for (Part part : Part.values()) {
            if (!platform.isRunning(part)) {
                throw new PlatformException(part.label() + " has ended. The end of " + platform.log(part) + ":\n"
                        + platform.logTail(part, 15));
            }
        }
        for (String connector : failedConnectors()) {
            throw new PlatformException("Connector " + connector + " has failed:\n"
                    + platform.connect().status(connector).trace());
        }
    }

    /**
     * Restarts parts that died and the connectors that failed with them, as an orchestrator would. The org's records live
     * in its process, so the demo ends with it.
     *
     * @return whether there was anything to do
     */
    boolean supervise() {
        if (whenAPartDies == WhenAPartDies.END) {
            checkHealth();
            return false;
        }
        List<Part> ended = Stream.of(Part.values())
                .filter(part -> part != Part.SIMULATOR && !platform.isRunning(part))
                .toList();
        for (Part part : ended) {
            restart(part);
        }
        try {
            superviseConnectors();
            lastHealthy = System.nanoTime();
        } catch (PlatformException failure) {
            // A part may have been killed since, or a busy machine may delay an answer; the next looks will find out.
            if (hasPassedSince(lastHealthy, SETTLING)
                    && hasPassedSince(lastRestart, SETTLING)
                    && Stream.of(Part.values()).allMatch(platform::isRunning)) {
                throw failure;
            }
        }
        return !ended.isEmpty();
    }

    /** A part that needs another one may end again while it starts, if that one dies meanwhile. The next look starts both. */
    private void restart(Part part) {
        out.println(part.label() + " has ended; starting it again");
        out.flush();
        lastRestart = System.nanoTime();
        try {
            platform.start(part);
        } catch (PlatformException failure) {
            if (stopping || hasPassedSince(lastHealthy, LONGEST_OUTAGE)) {
                throw failure;
            }
            out.println(part.label() + " could not start; trying again");
        }
        lastRestart = System.nanoTime();
        writeEndpoints();
    }

    private static boolean hasPassedSince(long nanos, Duration time) {
        return System.nanoTime() - nanos > time.toNanos();
    }

    private void superviseConnectors() {
        if (hasPassedSince(lastRestart, SETTLING)) {
            checkHealth();
            return;
        }
        for (String connector : failedConnectors()) {
            out.println("Connector " + connector + " has failed; restarting it");
            platform.connect().restart(connector);
        }
    }

    private List<String> failedConnectors() {
        return pipeline().connectors().stream()
                .filter(connector -> platform.connect().status(connector).hasFailed())
                .toList();
    }

    /** Returns whether the demo is stopping; from then on anything may fail. */
    boolean isStopping() {
        return stopping;
    }

    private synchronized void stop() {
        if (stopped) {
            return;
        }
        stopping = true;
        stopped = true;
        if (platform != null) {
            out.println("Stopping what was started ...");
            out.flush();
            platform.close();
        }
        workdir.close();
    }

    @Override
    public void close() {
        stop();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook is what stopped it.
            return;
        }
    }
}
