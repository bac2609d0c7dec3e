/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.postgres.testing.Database;
import dev.tandem.postgres.testing.Server;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encryption and authentication against a server that asks for them; what is wrong fails at once and says what to do. */
class TlsTest {
    private static final String SECRET = "role-password-91cd";

    @TempDir
    static Path directory;

    private static Server server;
    private static Database database;
    private static Certificates certificates;

    private final List<Harness> sinks = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        certificates = new Certificates(directory);
        Path authority = certificates.authority("ca");
        certificates.authority("stranger");
        Path certificate = certificates.signed("ca", "server", "localhost", "SAN=dns:localhost", "EKU=serverAuth");
        certificates.signed("ca", "client", "by_certificate", "EKU=clientAuth");
        certificates.signed("stranger", "impostor", "by_certificate", "EKU=clientAuth");
        server = Server.create(directory.resolve("data"))
                .lettingIn(
                        "hostssl all by_certificate 127.0.0.1/32 cert",
                        "hostssl all by_password 127.0.0.1/32 scram-sha-256")
                .with("ssl", "on")
                .with("ssl_cert_file", certificate.toString())
                .with("ssl_key_file", certificates.key("server").toString())
                .with("ssl_ca_file", authority.toString())
                .with("password_encryption", "scram-sha-256")
                .start();
        database = server.database();
        database.execute("CREATE ROLE by_password LOGIN SUPERUSER PASSWORD '" + SECRET + "';"
                + " CREATE ROLE by_certificate LOGIN SUPERUSER");
    }

    @AfterAll
    static void stop() throws Exception {
        database.close();
        server.close();
    }

    @AfterEach
    void close() {
        sinks.forEach(Harness::close);
        database.execute("DROP TABLE IF EXISTS things");
    }

    private Harness sink(String host, Map<String, String> options) {
        Harness sink = new Harness().with("connection.url", server.bareUrl(host));
        options.forEach(sink::with);
        sinks.add(sink);
        return sink;
    }

    private static Map<String, String> byPassword(String mode, String authority) {
        return Map.of(
                "connection.user",
                "by_password",
                "connection.password",
                SECRET,
                "connection.sslmode",
                mode,
                "connection.sslrootcert",
                directory.resolve(authority + ".crt").toString());
    }

    private static Map<String, String> byCertificate(Path key) {
        return Map.of(
                "connection.user",
                "by_certificate",
                "connection.sslmode",
                "verify-full",
                "connection.sslrootcert",
                directory.resolve("ca.crt").toString(),
                "connection.sslcert",
                directory.resolve("client.crt").toString(),
                "connection.sslkey",
                key.toString());
    }

    private static Map<String, String> with(Map<String, String> options, String key, String value) {
        Map<String, String> more = new HashMap<>(options);
        more.put(key, value);
        return more;
    }

    private void assertWrites(String host, Map<String, String> options) {
        SinkRecord record = new FlatRecords("public.things")
                .field("v", Schema.STRING_SCHEMA)
                .row(1, "a");
        // On a busy machine, opening a connection may take longer than the task waits for it.
        sink(host, options).putRetrying(List.of(record));
        assertThat(database.rows("SELECT v FROM things")).containsExactly("a");
    }

    /** Returns what validation finds, by option. */
    private Map<String, List<String>> errors(String host, Map<String, String> options) {
        Map<String, String> complete = new HashMap<>(options);
        complete.put("name", "sink");
        complete.put("connection.url", server.bareUrl(host));
        complete.put("validate.connection", "true");
        return new PostgresSinkConnector()
                .validate(complete).configValues().stream()
                        .filter(value -> !value.errorMessages().isEmpty())
                        .collect(Collectors.toMap(ConfigValue::name, ConfigValue::errorMessages));
    }

    /** At once, without a retry; with the same text where the configuration is validated; and no secret in either. */
    private AbstractThrowableAssert<?, ?> assertFailsAtOnce(String key, String host, Map<String, String> options) {
        Map<String, List<String>> errors = errors(host, options);
        assertThat(errors).containsOnlyKeys(key);
        AbstractThrowableAssert<?, ?> thrown = assertThatThrownBy(
                        () -> sink(host, options).put(new FlatRecords("public.things").row(1)))
                .isInstanceOf(ConnectException.class)
                .isNotInstanceOf(RetriableException.class);
        thrown.extracting(Secrets::everythingIn).asString().doesNotContain(SECRET, Certificates.PASSWORD, "not-it");
        thrown.satisfies(failure ->
                assertThat(errors.get(key).get(0)).contains(failure.getMessage().split(": ", 2)[1]));
        return thrown;
    }

    @Test
    void writesInEveryTlsModeToRightServer() {
        for (String mode : List.of("require", "verify-ca", "verify-full")) {
            assertWrites("localhost", byPassword(mode, "ca"));
        }
    }

    @Test
    void encryptsConnection() {
        assertWrites("localhost", byPassword("require", "ca"));
        assertThat(database.rows("SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)"
                        + " WHERE application_name = 'tandem-postgres-sink'"))
                .containsExactly("t");
    }

    @Test
    void rejectsHostThatIsNotInCertificate() {
        assertFailsAtOnce("connection.sslmode", "127.0.0.1", byPassword("verify-full", "ca"))
                .hasMessageContaining("127.0.0.1 could not be verified")
                .hasMessageContaining("connection.sslmode");
        assertWrites("127.0.0.1", byPassword("verify-ca", "ca"));
    }

    @Test
    void rejectsCertificateOfUnknownAuthority() {
        for (String mode : List.of("verify-ca", "verify-full")) {
            assertFailsAtOnce("connection.sslmode", "localhost", byPassword(mode, "stranger"))
                    .hasMessageContaining("connection.sslrootcert (who signed the server's certificate)");
        }
        assertWrites("localhost", byPassword("require", "stranger"));
    }

    @Test
    void namesCertificateThatIsMissing() {
        Map<String, String> missing = byPassword("verify-full", "missing");
        assertThat(errors("localhost", missing)).containsOnlyKeys("connection.sslrootcert");

        assertThatThrownBy(() -> sink("localhost", missing).put(new FlatRecords("public.things").row(1)))
                .isInstanceOf(ConnectException.class)
                .isNotInstanceOf(RetriableException.class)
                .hasMessageContaining("missing.crt");
    }

    @Test
    void reportsThatServerWantsTls() {
        assertFailsAtOnce("connection.url", "localhost", byPassword("disable", "ca"))
                .hasMessageContaining("pg_hba.conf")
                .hasMessageContaining("connection.sslmode");
    }

    @Test
    void failsAtOnceOnWrongOrMissingPassword() {
        Map<String, String> right = byPassword("verify-full", "ca");
        assertFailsAtOnce("connection.password", "localhost", with(right, "connection.password", "not-it"))
                .hasMessageContaining("password authentication failed for user \"by_password\"")
                .hasMessageContaining("Correct connection.user and connection.password");
        Map<String, String> none = new HashMap<>(right);
        none.remove("connection.password");
        assertFailsAtOnce("connection.url", "localhost", none).hasMessageContaining("Set connection.password");
    }

    @Test
    void logsInWithClientCertificate() throws Exception {
        assertWrites("localhost", byCertificate(certificates.pk8("client")));
        assertWrites("localhost", byCertificate(certificates.key("client")));
    }

    @Test
    void opensKeyWithPassword() throws Exception {
        for (Path key : List.of(certificates.encryptedPk8("client"), certificates.p12("client"))) {
            Map<String, String> options = byCertificate(key);
            assertWrites("localhost", with(options, "connection.sslpassword", Certificates.PASSWORD));
            assertFailsAtOnce("connection.sslmode", "localhost", with(options, "connection.sslpassword", "not-it"))
                    .hasMessageContaining("connection.sslpassword");
            assertFailsAtOnce("connection.sslmode", "localhost", options)
                    .hasMessageContaining("connection.sslpassword");
        }
    }

    @Test
    void failsAtOnceWithoutTrustedClientCertificate() throws Exception {
        Map<String, String> none = new HashMap<>(byCertificate(certificates.pk8("client")));
        none.remove("connection.sslcert");
        none.remove("connection.sslkey");
        assertFailsAtOnce("connection.url", "localhost", none).hasMessageContaining("certificate");
        Map<String, String> stranger = with(
                byCertificate(certificates.pk8("impostor")),
                "connection.sslcert",
                directory.resolve("impostor.crt").toString());
        assertFailsAtOnce("connection.url", "localhost", stranger).hasMessageContaining("connection.sslcert");
    }
}
