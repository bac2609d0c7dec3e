/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.Keystores;
import dev.tandem.salesforce.client.OrgSettings;
import dev.tandem.salesforce.client.SalesforceException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTest {
    private static final Duration READ_TIMEOUT = Duration.ofMillis(1_500);
    /** A handshake takes seconds on a busy machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int PORTION = 256 << 10;

    @TempDir
    private Path folder;

    @Test
    void waitsForAnUploadThatTakesLongerThanAnAnswerMay() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setReceiveBufferSize(PORTION);
            CompletableFuture<Duration> upload = CompletableFuture.supplyAsync(() -> acceptSlowly(server));
            URI address = URI.create("http://127.0.0.1:" + server.getLocalPort());
            HttpRequest request = HttpRequest.newBuilder(address)
                    .PUT(BodyPublishers.ofByteArray(new byte[64 * PORTION]))
                    .build();

            int status = new Http(settings(address)).send(request, "upload", HttpAnswer::status);

            assertThat(status).isEqualTo(201);
            assertThat(upload.join()).isGreaterThan(READ_TIMEOUT);
        }
    }

    @Test
    void givesUpAnswerOfWhichHardlyAnythingArrives() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> answer = CompletableFuture.runAsync(() -> answerByteByByte(server));
            URI address = URI.create("http://127.0.0.1:" + server.getLocalPort());
            Http http = new Http(settings(address));

            assertThatThrownBy(() -> http.send(HttpRequest.newBuilder(address).build(), "describe", HttpAnswer::json))
                    .isInstanceOf(SalesforceException.class)
                    .hasMessageContaining("almost no data for 1 s");
            answer.join();
        }
    }

    /** Sends an answer so slowly that it would take an hour, until the client closes the connection. */
    private static void answerByteByByte(ServerSocket server) {
        try (Socket client = server.accept()) {
            skipHead(new BufferedInputStream(client.getInputStream()));
            OutputStream output = client.getOutputStream();
            output.write("HTTP/1.1 200 OK\r\nContent-Length: 72000\r\n\r\n{".getBytes(StandardCharsets.US_ASCII));
            while (!client.isClosed()) {
                output.write(' ');
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
        } catch (IOException closedByClient) {
            assertThat(closedByClient).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void saysWhatToDoAboutCertificateThatIsNotTrusted() throws Exception {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(identity()));
        server.start();
        URI address = URI.create("https://127.0.0.1:" + server.getAddress().getPort());
        try {
            Http http = new Http(settings(address, PATIENCE));

            assertThatThrownBy(() -> http.send(HttpRequest.newBuilder(address).build(), "login", HttpAnswer::status))
                    .isInstanceOf(SalesforceException.class)
                    .hasMessageContaining("-Djavax.net.ssl.trustStore");
        } finally {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://org.example", "http://org.example"})
    void saysWhatToDoAboutProxyThatDemandsALogin(URI address) throws Exception {
        try (ServerSocket proxy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> answer = CompletableFuture.runAsync(() -> reject(proxy, 407));
            Http http = new Http(new OrgSettings(
                    address, "66.0", Duration.ofSeconds(5), PATIENCE, Duration.ZERO, Optional.of((InetSocketAddress)
                            proxy.getLocalSocketAddress())));

            assertThatThrownBy(() -> http.send(HttpRequest.newBuilder(address).build(), "login", HttpAnswer::status))
                    .isInstanceOf(SalesforceException.class)
                    .hasMessageContaining("with HTTP 407")
                    .hasMessageContaining("Let it pass the worker by its address");
            answer.join();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https, 403", "https, 407", "https, 502", "https, 503", "https, 504",
        "http, 403", "http, 407", "http, 502", "http, 503", "http, 504"
    })
    void takesRejectionByProxyForTransientFailure(String scheme, int status) throws Exception {
        URI address = URI.create(scheme + "://org.example");
        try (ServerSocket proxy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> answer = CompletableFuture.runAsync(() -> reject(proxy, status));
            Http http = new Http(new OrgSettings(
                    address, "66.0", Duration.ofSeconds(5), PATIENCE, Duration.ZERO, Optional.of((InetSocketAddress)
                            proxy.getLocalSocketAddress())));

            assertThatThrownBy(() -> http.send(HttpRequest.newBuilder(address).build(), "login", HttpAnswer::status))
                    .isInstanceOfSatisfying(
                            SalesforceException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(FailureKind.RETRIABLE))
                    .hasMessageContaining(String.valueOf(status));
            answer.join();
        }
    }

    @Test
    void takesHostWithoutAddressForTransientFailure() {
        URI address = URI.create("https://acme.my.salesforce.invalid");
        Http http = new Http(settings(address, PATIENCE));

        assertThatThrownBy(() -> http.send(HttpRequest.newBuilder(address).build(), "login", HttpAnswer::status))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("DNS may be down")
                .hasMessageContaining(address.getHost());
    }

    private static void reject(ServerSocket proxy, int status) {
        String page = "<html><body>The proxy cannot do that.</body></html>";
        try (Socket client = proxy.accept()) {
            skipHead(new BufferedInputStream(client.getInputStream()));
            client.getOutputStream()
                    .write(("HTTP/1.1 " + status + " Rejected\r\nProxy-Authenticate: Negotiate\r\n"
                                    + "Proxy-Authenticate: NTLM\r\nContent-Type: text/html\r\nContent-Length: "
                                    + page.length() + "\r\n\r\n" + page)
                            .getBytes(StandardCharsets.US_ASCII));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Reads a request in portions, each a moment after the other, and returns how long that took. */
    private static Duration acceptSlowly(ServerSocket server) {
        try (Socket client = server.accept()) {
            long start = System.nanoTime();
            InputStream input = new BufferedInputStream(client.getInputStream());
            skipHead(input);
            for (int portion = 0; portion < 64; portion++) {
                input.readNBytes(PORTION);
                LockSupport.parkNanos(Duration.ofMillis(40).toNanos());
            }
            client.getOutputStream()
                    .write("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return Duration.ofNanos(System.nanoTime() - start);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Reads up to the empty line. */
    private static void skipHead(InputStream input) throws IOException {
        int last = 0;
        while (last != 0x0d0a0d0a) {
            int next = input.read();
            if (next < 0) {
                throw new IOException("the request ends in its head");
            }
            last = last << 8 | next;
        }
    }

    private SSLContext identity() throws Exception {
        KeyStore store =
                KeyStore.getInstance(Keystores.create(folder, "PKCS12").toFile(), Keystores.PASSWORD.toCharArray());
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, Keystores.PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static OrgSettings settings(URI address) {
        return settings(address, READ_TIMEOUT);
    }

    private static OrgSettings settings(URI address, Duration readTimeout) {
        return new OrgSettings(address, "66.0", Duration.ofSeconds(5), readTimeout, Duration.ZERO, Optional.empty());
    }
}
