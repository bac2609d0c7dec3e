/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Chooses ports for servers that bind them later: outside of the range that systems give to outgoing connections, so
 * that none of those takes one in between.
 */
final class Ports {
    private static final int FIRST = 15_000;
    private static final int LAST = 31_999;

    private final Set<Integer> taken = new HashSet<>();

    int free() {
        for (int attempt = 0; attempt < 1000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST + 1);
            if (!taken.contains(port) && isFree(port)) {
                taken.add(port);
                return port;
            }
        }
        throw new PlatformException("No free port on loopback between " + FIRST + " and " + LAST);
    }

    /** The very port that a user asked for. */
    int require(Part part, int port) {
        if (!taken.add(port) || !isFree(port)) {
            throw new PlatformException("Port " + port + " for " + part.label()
                    + " is in use; name another, or none to have a free one chosen");
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
}
