/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.HashSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PortsTest {
    private final Ports ports = new Ports();

    @AfterEach
    void closePorts() {
        ports.close();
    }

    @Test
    void assignsEachPortOnce() {
        var given = new HashSet<Integer>();
        for (int count = 0; count < 100; count++) {
            assertThat(given.add(ports.free())).isTrue();
        }
    }

    @Test
    void leavesPortsOfOtherPlatformsAlone() throws IOException {
        int port = ports.free();

        assertThatThrownBy(() -> new DatagramSocket(port, InetAddress.getLoopbackAddress()))
                .isInstanceOf(SocketException.class);
        ports.close();
        try (var free = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
            assertThat(free.getLocalPort()).isEqualTo(port);
        }
    }

    @Test
    void namesPartWhosePortIsInUse() throws IOException {
        try (var inUse = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> ports.require(Part.CONNECT, inUse.getLocalPort()))
                    .isInstanceOf(PlatformException.class)
                    .hasMessageContaining("Port " + inUse.getLocalPort() + " for connect is in use");
        }
    }
}
