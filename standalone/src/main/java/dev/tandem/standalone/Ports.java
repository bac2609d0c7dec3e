/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Chooses ports for servers that bind them later: outside of the range that systems give to outgoing connections, so
 * that none of those takes one in between.
 *
 * <p>Platforms of other processes do not choose the same ones, not even while their server is down: each port is marked
 * by a UDP socket on the same number, which the system closes with its process at the latest.
 */
final class Ports implements AutoCloseable {
    private static final int FIRST = 15_000;
    private static final int LAST = 31_999;
    private static final int MAX = 65_535;

    private final Set<Integer> required = new HashSet<>();
    private final List<DatagramSocket> marks = new ArrayList<>();

    int free() {
        for (int attempt = 0; attempt < 1000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST + 1);
            if (!required.contains(port) && mark(port)) {
                return port;
            }
        }
        throw new PlatformException("No free port on loopback between " + FIRST + " and " + LAST);
    }

    /** Returns whether the port is free, and no other platform has chosen it. */
    private boolean mark(int port) {
        DatagramSocket mark;
        try {
            mark = new DatagramSocket(port, InetAddress.getLoopbackAddress());
        } catch (SocketException marked) {
            return false;
        }
        if (isFree(port)) {
            marks.add(mark);
            return true;
        }
        mark.close();
        return false;
    }

    /** The very port that a user asked for. */
    int require(Part part, int port) {
        if (port < 1 || port > MAX) {
            throw new PlatformException("Port " + port + " for " + part.label() + " is not a port. Use one up to " + MAX
                    + ", or name none to have a free one chosen.");
        }
        if (!required.add(port) || !isFree(port)) {
            throw new PlatformException("Port " + port + " for " + part.label()
                    + " is in use. Name another, or none to have a free one chosen.");
        }
        return port;
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException inUse) {
            return false;
        }
    }

    /** Lets other platforms choose these ports. */
    @Override
    public void close() {
        marks.forEach(DatagramSocket::close);
    }
}
