/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator;

import dev.tandem.salesforce.simulator.http.NetworkEdge;
import dev.tandem.salesforce.simulator.http.RequestKind;
import jakarta.servlet.http.HttpServlet;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.gzip.GzipHandler;
import org.eclipse.jetty.util.compression.CompressionPool;
import org.eclipse.jetty.util.compression.DeflaterPool;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The HTTP server of the org. Each response has a Date header, which clients take for Salesforce's clock. */
final class OrgServer implements AutoCloseable {
    /** A URI of Salesforce's may have 16 KiB, and headers come on top. */
    private static final int HEADER_BYTES = 32 * 1024;

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Longer than clients keep an unused connection (the JDK's: 20 min), so that no request meets one that is being closed. */
    private static final Duration IDLE = Duration.ofMinutes(30);

    private final Server server;
    private final Clock clock;
    private final ServerConnector connector;
    private final ServletContextHandler context = new ServletContextHandler("/");

    OrgServer(String host, int port, Clock clock) {
        this.clock = clock;
        QueuedThreadPool threads = new QueuedThreadPool(100, 8);
        threads.setName("simulator");
        threads.setDaemon(true);
        server = new Server(threads);
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setSendDateHeader(false);
        configuration.setRequestHeaderSize(HEADER_BYTES);
        configuration.setUriCompliance(
                UriCompliance.DEFAULT.with("empty segments", UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT));
        connector = new ServerConnector(server, new HttpConnectionFactory(configuration));
        connector.setHost(host);
        connector.setPort(port);
        connector.setIdleTimeout(IDLE.toMillis());
        server.addConnector(connector);
    }

    void serve(String path, HttpServlet servlet) {
        ServletHolder holder = new ServletHolder(servlet);
        holder.setAsyncSupported(true);
        context.addServlet(holder, path);
    }

    NetworkEdge start(Consumer<RequestKind> arrivals, Predicate<RequestKind> losesReply) {
        NetworkEdge edge = new NetworkEdge(context, arrivals, losesReply, clock);
        GzipHandler gzip = new GzipHandler(edge);
        gzip.setDeflaterPool(new DeflaterPool(CompressionPool.DEFAULT_CAPACITY, Deflater.BEST_SPEED, true));
        server.setHandler(gzip);
        inTime("listen on " + connector.getHost() + ":" + connector.getPort(), server::start);
        return edge;
    }

    URI baseUrl() {
        return URI.create("http://127.0.0.1:" + connector.getLocalPort());
    }

    @Override
    public void close() {
        inTime("stop", server::stop);
    }

    private interface Step {
        void run() throws Exception;
    }

    /** Bounds a step of Jetty's, some of which wait for a thread without a limit. */
    private static void inTime(String what, Step step) {
        FutureTask<Void> task = new FutureTask<>(() -> {
            step.run();
            return null;
        });
        Thread thread = new Thread(task, "simulator-server");
        thread.setDaemon(true);
        thread.start();
        try {
            task.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("The simulator cannot " + what, e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    "The simulator could not " + what + " within " + LIMIT.toSeconds() + " s. Its threads:" + threads(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted before the simulator could " + what, e);
        }
    }

    private static String threads() {
        StringBuilder dump = new StringBuilder();
        Thread.getAllStackTraces().forEach((thread, frames) -> {
            if (thread.getName().startsWith("simulator")) {
                dump.append('\n').append(thread);
                Stream.of(frames).forEach(frame -> dump.append("\n\tat ").append(frame));
            }
        });
        return dump.toString();
    }
}
