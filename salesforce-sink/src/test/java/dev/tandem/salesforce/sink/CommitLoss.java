/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * A proxy in front of Postgres that breaks one connection right after Postgres has committed a transaction, so that its client cannot know
 * whether it did. The transaction is the first one whose statements have some text.
 */
final class CommitLoss implements AutoCloseable {
    private final ServerSocket server;
    private final URI target;
    private final String mark;
    private final Runnable committed;
    private volatile boolean done;

    /**
     * Starts a proxy.
     *
     * @param url of the database
     * @param mark the text by which the transaction is known
     * @param committed is run after the commit, before the client notices
     */
    CommitLoss(String url, String mark, Runnable committed) throws IOException {
        this.target = URI.create(url.substring("jdbc:".length()));
        this.mark = mark;
        this.committed = committed;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    /** Returns the URL of the database through the proxy. */
    String url() {
        return "jdbc:postgresql://127.0.0.1:" + server.getLocalPort() + target.getPath() + "?" + target.getQuery();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "commit-loss");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Link link = new Link(server.accept(), new Socket(target.getHost(), target.getPort()));
                start(() -> link.run(link::forward));
                start(() -> link.run(link::back));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private interface Pump {
        void run() throws IOException;
    }

    /** One connection. */
    private final class Link {
        private final Socket client;
        private final Socket postgres;
        private final StringBuilder transaction = new StringBuilder();
        private volatile boolean swallows;

        Link(Socket client, Socket postgres) {
            this.client = client;
            this.postgres = postgres;
        }

        void run(Pump pump) {
            try (client;
                    postgres) {
                pump.run();
            } catch (IOException ended) {
                // So does the other direction.
            }
        }

        void forward() throws IOException {
            byte[] bytes = new byte[65_536];
            InputStream from = client.getInputStream();
            OutputStream to = postgres.getOutputStream();
            for (int count = from.read(bytes); count >= 0; count = from.read(bytes)) {
                String text = new String(bytes, 0, count, StandardCharsets.ISO_8859_1);
                transaction.append(text);
                if (text.contains("COMMIT")) {
                    swallows = !done && transaction.indexOf(mark) >= 0;
                    transaction.setLength(0);
                }
                to.write(bytes, 0, count);
            }
        }

        void back() throws IOException {
            byte[] bytes = new byte[65_536];
            InputStream from = postgres.getInputStream();
            OutputStream to = client.getOutputStream();
            for (int count = from.read(bytes); count >= 0; count = from.read(bytes)) {
                if (swallows) {
                    done = true;
                    committed.run();
                    return;
                }
                to.write(bytes, 0, count);
            }
        }
    }
}
