/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/** A way to a server that can fall silent: connections stay open, and what is sent on them never arrives. */
final class SilentNetwork implements AutoCloseable {
    private final ServerSocket entrance;
    private final int server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile AtomicBoolean silent = new AtomicBoolean();

    SilentNetwork(int server) throws IOException {
        this.server = server;
        this.entrance = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    int port() {
        return entrance.getLocalPort();
    }

    /** Silences the connections that are open for good, and not those that are opened later. */
    void fallSilent() {
        silent.set(true);
        silent = new AtomicBoolean();
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket client = entrance.accept();
                Socket behind = new Socket(InetAddress.getLoopbackAddress(), server);
                sockets.addAll(List.of(client, behind));
                AtomicBoolean theirs = silent;
                threads.execute(() -> pass(client, behind, theirs));
                threads.execute(() -> pass(behind, client, theirs));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void pass(Socket from, Socket to, AtomicBoolean silent) {
        byte[] buffer = new byte[8192];
        try (InputStream in = from.getInputStream()) {
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                if (!silent.get()) {
                    to.getOutputStream().write(buffer, 0, length);
                }
            }
            if (!silent.get()) {
                to.close();
            }
        } catch (IOException closed) {
            // One side has gone; the other learns of it when it writes, unless the network is silent.
            closeUnlessSilent(to, silent);
        }
    }

    private static void closeUnlessSilent(Socket socket, AtomicBoolean silent) {
        try {
            if (!silent.get()) {
                socket.close();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
