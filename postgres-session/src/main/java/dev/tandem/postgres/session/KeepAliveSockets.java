/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.Map;
import javax.net.SocketFactory;
import jdk.net.ExtendedSocketOptions;

/**
 * The sockets of connections. Their keepalives reveal within a given time that the other host has vanished, where the operating
 * system's default takes two hours. The driver creates it by its name.
 */
public final class KeepAliveSockets extends SocketFactory {
    private static final int PROBES = 6;

    private final Map<SocketOption<Integer>, Integer> options;

    /** @param millis the time after which a host that does not answer counts as gone */
    public KeepAliveSockets(String millis) {
        // Half of the time passes in silence, the other half with probes.
        int idle = Math.max(1, Integer.parseInt(millis) / 2_000);
        this.options = Map.of(
                ExtendedSocketOptions.TCP_KEEPIDLE, idle,
                ExtendedSocketOptions.TCP_KEEPINTERVAL, Math.max(1, idle / PROBES),
                ExtendedSocketOptions.TCP_KEEPCOUNT, PROBES);
    }

    @Override
    public Socket createSocket() {
        Socket socket = new Socket();
        try {
            for (Map.Entry<SocketOption<Integer>, Integer> option : options.entrySet()) {
                // Some versions of Windows and Java have none of them.
                if (socket.supportedOptions().contains(option.getKey())) {
                    socket.setOption(option.getKey(), option.getValue());
                }
            }
            return socket;
        } catch (IOException failure) {
            throw new UncheckedIOException("Failed to set the keepalives of a connection.", failure);
        }
    }

    private Socket connected(SocketAddress local, SocketAddress remote) throws IOException {
        Socket socket = createSocket();
        try {
            socket.bind(local);
            socket.connect(remote);
            return socket;
        } catch (IOException failure) {
            socket.close();
            throw failure;
        }
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(null, new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(null, new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return connected(new InetSocketAddress(localHost, localPort), new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
        return connected(new InetSocketAddress(localHost, localPort), new InetSocketAddress(host, port));
    }
}
