/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * A running platform. Each part is a process of its own on loopback, all state is in one directory, and every part can
 * be killed and started again at any instant. Closing it stops what it started; if this JVM is killed, a watchdog does.
 *
 * <p>Safe for use by several threads, as long as one part is killed and started by one of them at a time.
 */
public final class Platform implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final int LOG_LINES = 15;

    private final Site site;
    private final Ports ports;
    private final Map<Part, Server> servers = new EnumMap<>(Part.class);
    private final Map<Part, Child> children = new ConcurrentHashMap<>();
    private final Watchdog watchdog = Watchdog.start();
    private final Consumer<Part> onReady;
    private Endpoints endpoints;
    private boolean closed;

    private Platform(Builder builder, Site site, Ports ports) {
        this.site = site;
        this.ports = ports;
        this.onReady = builder.onReady;
        for (Part part : builder.parts) {
            servers.put(part, server(part));
        }
    }

    /** @param workdir where all state is kept; made where it is missing, and used again where it is not */
    public static Builder builder(Path workdir) {
        return new Builder(workdir);
    }

    private Server server(Part part) {
        return switch (part) {
            case POSTGRES -> new PostgresServer(site);
            case KAFKA -> new KafkaBroker(site, ports.free());
            case REGISTRY -> new SchemaRegistry(site);
            case SIMULATOR -> new SimulatorServer(site);
            case CONNECT -> new ConnectWorker(site);
        };
    }

    /** Fails as soon as one part does, whatever the others are at. */
    private void startAll() {
        var starting = new EnumMap<Part, CompletableFuture<Void>>(Part.class);
        var firstFailure = new CompletableFuture<Void>();
        var threads = Executors.newCachedThreadPool();
        try {
            for (Part part : servers.keySet()) {
                // The worker gives up on a broker that is not there; nothing else needs another part to start.
                CompletableFuture<Void> before = part == Part.CONNECT && has(Part.KAFKA)
                        ? starting.get(Part.KAFKA)
                        : CompletableFuture.completedFuture(null);
                CompletableFuture<Void> started = before.thenRunAsync(() -> start(part), threads);
                starting.put(part, started.whenComplete((done, failure) -> {
                    if (failure != null) {
                        firstFailure.completeExceptionally(failure);
                    }
                }));
            }
            CompletableFuture<Void> all =
                    CompletableFuture.allOf(starting.values().toArray(CompletableFuture[]::new));
            CompletableFuture.anyOf(all, firstFailure).join();
            endpoints = readEndpoints();
        } catch (CompletionException failure) {
            close();
            throw failure.getCause() instanceof PlatformException known
                    ? known
                    : new PlatformException("The platform did not start", failure.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    /** Starts a part that has been killed or stopped, on the data and the port it had; returns when it serves. */
    public void start(Part part) {
        Server server = servers.get(part);
        try {
            server.prepare();
            awaitReady(server, launch(server));
            server.afterStart();
            onReady.accept(part);
        } catch (IOException failure) {
            throw new PlatformException("Cannot start " + part.label() + " in " + site.workdir(), failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new PlatformException("Interrupted while starting " + part.label(), interrupted);
        }
    }

    /** Not while closing, or the child would be missed by it. */
    private synchronized Child launch(Server server) {
        if (closed) {
            throw new PlatformException(
                    "The platform is closed; " + server.part().label() + " is not started");
        }
        Child child = Child.start(server.command(), server.environment(), site.log(server.part()), watchdog);
        children.put(server.part(), child);
        return child;
    }

    private void awaitReady(Server server, Child launched) throws InterruptedException {
        Child child = launched;
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!server.isReady()) {
            if (System.nanoTime() > deadline) {
                throw failed(server.part(), "did not answer within " + START_LIMIT.toSeconds() + " s");
            }
            Thread.sleep(50);
            if (!child.isAlive()) {
                if (!server.isWorthAnotherStart(child.tail(LOG_LINES))) {
                    throw failed(server.part(), "ended with exit code " + child.exitCode() + " while starting");
                }
                child = launch(server);
            }
        }
    }

    private PlatformException failed(Part part, String how) {
        return new PlatformException(part.label() + " " + how + ". The end of " + site.log(part) + ":\n"
                + children.get(part).tail(LOG_LINES));
    }

    /** SIGKILL: no flush, no shutdown hook. */
    public void kill(Part part) {
        children.get(part).kill();
    }

    /** Ends a part in good order. */
    public void stop(Part part) {
        Server server = servers.get(part);
        children.get(part).stop(server.stopSignal(), server.stopGrace());
    }

    /** SIGKILL and a new start. */
    public void restart(Part part) {
        kill(part);
        start(part);
    }

    public boolean isRunning(Part part) {
        Child child = children.get(part);
        return child != null && child.isAlive();
    }

    public long pid(Part part) {
        return children.get(part).pid();
    }

    public Endpoints endpoints() {
        return endpoints;
    }

    public ConnectApi connect() {
        return new ConnectApi(endpoints.connect());
    }

    public Path workdir() {
        return site.workdir();
    }

    public Path log(Part part) {
        return site.log(part);
    }

    /** The last lines of a part's log, for a message. */
    public String logTail(Part part, int lines) {
        return children.get(part).tail(lines);
    }

    private Endpoints readEndpoints() {
        JsonNode credentials = has(Part.SIMULATOR)
                ? new JsonApi(site.url(Part.SIMULATOR)).get("/simulator/credentials")
                : MissingNode.getInstance();
        return new Endpoints(
                has(Part.CONNECT) ? site.url(Part.CONNECT) : null,
                has(Part.KAFKA) ? site.address(Part.KAFKA) : null,
                has(Part.REGISTRY) ? SchemaRegistry.url(site) : null,
                has(Part.SIMULATOR) ? site.url(Part.SIMULATOR) : null,
                credentials.path("clientId").textValue(),
                credentials.path("clientSecret").textValue(),
                has(Part.POSTGRES) ? PostgresServer.jdbcUrl(site) : null);
    }

    private boolean has(Part part) {
        return servers.containsKey(part);
    }

    /** Stops every part, the worker first, the servers that it uses after it. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        if (children.containsKey(Part.CONNECT)) {
            stop(Part.CONNECT);
        }
        children.keySet().parallelStream().forEach(this::stop);
        watchdog.close();
        ports.close();
    }

    /** The settings of a platform; by default all parts, free ports, our plugins, small heaps. */
    public static final class Builder {
        private final Path workdir;
        private final Set<Part> parts = EnumSet.allOf(Part.class);
        private final Map<Part, Integer> ports = new EnumMap<>(Part.class);
        private final Map<Part, List<String>> jvmOptions = new EnumMap<>(Map.of(
                Part.KAFKA, smallHeap("320m"),
                Part.REGISTRY, smallHeap("192m"),
                Part.SIMULATOR, smallHeap("384m"),
                Part.CONNECT, smallHeap("512m")));
        private final Map<String, String> workerSettings = new TreeMap<>();
        private final List<Path> addedPlugins = new ArrayList<>();
        private List<Path> plugins;
        private Path kafka;
        private Consumer<Part> onReady = part -> {};

        private Builder(Path workdir) {
            this.workdir = workdir.toAbsolutePath().normalize();
        }

        public Builder parts(Part first, Part... others) {
            parts.clear();
            parts.addAll(EnumSet.of(first, others));
            return this;
        }

        /** A port instead of a free one. */
        public Builder port(Part part, int port) {
            ports.put(part, port);
            return this;
        }

        /** On few processors and small heaps this collector costs the least memory, and its pauses are short. */
        private static List<String> smallHeap(String size) {
            return List.of("-Xmx" + size, "-XX:+UseSerialGC");
        }

        /** Heap and collector of a part that is a JVM, instead of a small heap. */
        public Builder jvmOptions(Part part, String... options) {
            jvmOptions.put(part, List.of(options));
            return this;
        }

        /** A line of the worker's configuration. */
        public Builder worker(String key, String value) {
            workerSettings.put(key, value);
            return this;
        }

        /** Adds directories of plugin directories to ours. */
        public Builder addPlugins(Path... directories) {
            addedPlugins.addAll(List.of(directories));
            return this;
        }

        /** Directories of plugin directories, instead of ours and of the Avro converter's. */
        public Builder plugins(Path... directories) {
            plugins = List.of(directories);
            return this;
        }

        /** Another release of Kafka for broker and worker: the directory of its jars. */
        public Builder kafka(Path libraries) {
            kafka = libraries.toAbsolutePath().normalize();
            return this;
        }

        /** Sets the listener for each part that has come up, called on any thread. */
        public Builder onReady(Consumer<Part> listener) {
            onReady = listener;
            return this;
        }

        /** Starts all parts and returns when each of them serves; on failure, nothing is left running. */
        public Platform start() {
            Distribution distribution = Distribution.locate();
            try {
                Files.createDirectories(workdir.resolve("logs"));
            } catch (IOException failure) {
                throw new PlatformException("Cannot write to " + workdir + "; name another work directory", failure);
            }
            var free = new Ports();
            var chosen = new EnumMap<Part, Integer>(Part.class);
            ports.forEach((part, port) -> chosen.put(part, free.require(part, port)));
            parts.forEach(part -> chosen.computeIfAbsent(part, any -> free.free()));
            var pluginPath = new ArrayList<>(plugins == null ? List.of(distribution.plugins()) : plugins);
            pluginPath.addAll(addedPlugins);
            var site = new Site(
                    distribution,
                    kafka == null ? distribution.kafka() : kafka,
                    workdir,
                    chosen,
                    jvmOptions,
                    workerSettings,
                    pluginPath);
            var platform = new Platform(this, site, free);
            platform.startAll();
            return platform;
        }
    }
}
