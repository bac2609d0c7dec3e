/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.proxy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A proxy in front of an org that breaks the first answers of chosen phases. It passes everything else on.
 *
 * <p><b>Threads.</b> One per connection. All end with the proxy.
 */
public final class FaultProxy implements AutoCloseable {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final URI org;
    private final ServerSocket server;
    private final Optional<SSLContext> tls;
    private final Map<Phase, Deque<Fault>> left = new EnumMap<>(Phase.class);
    private final Set<Phase> met = EnumSet.noneOf(Phase.class);
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    /** Set once a client has gone on after a login. */
    private volatile boolean hasLoggedIn;

    /**
     * Starts a proxy whose phases all meet one fault.
     *
     * @param strikes how often each phase meets the fault
     * @param identity of the proxy, for faults of TLS
     */
    public static FaultProxy start(URI org, NetworkFault fault, Set<Phase> phases, int strikes, SSLContext identity) {
        Map<Phase, List<Fault>> faults = new EnumMap<>(Phase.class);
        phases.forEach(phase -> faults.put(phase, Collections.nCopies(strikes, fault)));
        return start(org, faults, fault.needsTls() ? Optional.of(identity) : Optional.empty());
    }

    /** Starts a proxy each of whose phases meets some faults, one after the other. */
    public static FaultProxy start(URI org, Map<Phase, List<Fault>> faults, Optional<SSLContext> tls) {
        try {
            FaultProxy proxy = new FaultProxy(org, tls);
            faults.forEach((phase, planned) -> proxy.left.put(phase, new ArrayDeque<>(planned)));
            proxy.thread(proxy::accept);
            return proxy;
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
    }

    private FaultProxy(URI org, Optional<SSLContext> tls) throws IOException {
        this.org = org;
        this.tls = tls;
        this.server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    }

    /** Returns the address of the org for a client of the proxy. */
    public URI url() {
        return URI.create((tls.isPresent() ? "https" : "http") + "://127.0.0.1:" + server.getLocalPort());
    }

    /** Returns the phases that have not met any of their faults. A fault that does no harm is met only as often as its phase comes. */
    public synchronized Set<Phase> missed() {
        Set<Phase> missed = EnumSet.noneOf(Phase.class);
        missed.addAll(left.keySet());
        missed.removeAll(met);
        return missed;
    }

    private synchronized boolean isLost(Phase phase) {
        Deque<Fault> faults = left.getOrDefault(phase, new ArrayDeque<>());
        boolean lost = !faults.isEmpty() && faults.peek().strikesBeforeTheOrg();
        if (lost) {
            faults.remove();
            met.add(phase);
        }
        return lost;
    }

    private synchronized Optional<Fault> strike(Phase phase) {
        Optional<Fault> fault =
                Optional.ofNullable(left.getOrDefault(phase, new ArrayDeque<>()).poll());
        fault.ifPresent(striking -> met.add(phase));
        return fault;
    }

    private void thread(Runnable work) {
        Thread thread = new Thread(work, "fault-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                thread(() -> serve(client));
            } catch (IOException closed) {
                // The loop ends if the proxy does.
            }
        }
    }

    private void serve(Socket plain) {
        open.add(plain);
        try (Socket client = secured(plain)) {
            Connection connection = new Connection(plain, client);
            Optional<HttpMessage> request = HttpMessage.readRequest(connection.input);
            while (request.isPresent()) {
                exchange(request.get(), connection);
                request = HttpMessage.readRequest(connection.input);
            }
        } catch (IOException over) {
            // Either end has closed the connection.
        } finally {
            open.remove(plain);
        }
    }

    private Socket secured(Socket plain) throws IOException {
        if (tls.isEmpty()) {
            return plain;
        }
        SSLSocket secured = (SSLSocket) tls.get()
                .getSocketFactory()
                .createSocket(plain, plain.getInetAddress().getHostAddress(), plain.getPort(), true);
        secured.setUseClientMode(false);
        return secured;
    }

    private void exchange(HttpMessage request, Connection connection) throws IOException {
        Optional<Phase> phase = Phase.of(request, hasLoggedIn);
        hasLoggedIn |= phase.filter(step -> step != Phase.LOGIN).isPresent();
        if (phase.filter(this::isLost).isPresent()) {
            connection.reset();
            return;
        }
        HttpMessage answer = addressed(phase, ask(request));
        Optional<Phase> found = hasEvents(phase, answer) ? Optional.of(Phase.EVENTS) : phase;
        Optional<Fault> fault = found.flatMap(this::strike);
        if (fault.isPresent()) {
            fault.get().answer(answer, connection);
        } else {
            connection.write(answer.withLength().bytes());
        }
    }

    /** Lets the token name the proxy as the instance. Host and port are already the client's. */
    private HttpMessage addressed(Optional<Phase> phase, HttpMessage answer) {
        boolean isToken = phase.filter(found -> found == Phase.LOGIN || found == Phase.RENEWAL)
                .isPresent();
        return isToken && tls.isPresent()
                ? answer.withBody(answer.text().replace("\"http:", "\"https:").getBytes(StandardCharsets.UTF_8))
                : answer;
    }

    private static boolean hasEvents(Optional<Phase> phase, HttpMessage answer) {
        return phase.filter(Phase.CONNECT::equals).isPresent()
                && NetworkFault.plain(answer).text().contains("\"/data/");
    }

    private HttpMessage ask(HttpMessage request) throws IOException {
        try (Socket socket = new Socket(org.getHost(), org.getPort())) {
            socket.getOutputStream()
                    .write(request.without("Connection")
                            .with("Connection", "close")
                            .withLength()
                            .bytes());
            return HttpMessage.readAnswer(new BufferedInputStream(socket.getInputStream()))
                    .without("Connection");
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException alreadyClosed) {
            throw new UncheckedIOException(alreadyClosed);
        }
    }

    /** A connection of a client, whose answers a fault may break. */
    private static final class Connection implements Fault.Step {
        private final Socket plain;
        private final InputStream input;
        private final OutputStream output;

        Connection(Socket plain, Socket client) throws IOException {
            this.plain = plain;
            this.input = new BufferedInputStream(client.getInputStream());
            this.output = client.getOutputStream();
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            output.write(bytes);
            output.flush();
        }

        @Override
        public void pause() {
            LockSupport.parkNanos(PAUSE_NANOS);
        }

        /** Closes the connection below TLS, which so cannot say farewell. */
        @Override
        public void end() throws IOException {
            plain.close();
        }

        @Override
        public void reset() throws IOException {
            plain.setSoLinger(true, 0);
            plain.close();
        }

        @Override
        public void waitForEnd() throws IOException {
            while (input.read() >= 0) {
                // The client is not supposed to send anything.
            }
            plain.close();
        }
    }
}
