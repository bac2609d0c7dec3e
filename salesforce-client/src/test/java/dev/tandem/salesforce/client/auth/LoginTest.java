/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.interfaces.DecodedJWT;
import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.Keystores;
import dev.tandem.salesforce.client.LoopbackSalesforce;
import dev.tandem.salesforce.client.LoopbackSalesforce.Reply;
import dev.tandem.salesforce.client.OrgSettings;
import dev.tandem.salesforce.client.SalesforceException;
import dev.tandem.salesforce.client.Samples;
import dev.tandem.salesforce.client.http.Http;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginTest {
    private static final String TOKEN_PATH = "/services/oauth2/token";
    private static final Credentials ANY = new Credentials.ClientCredentials("id", "s3cret");

    private LoopbackSalesforce salesforce;

    @BeforeEach
    void start() throws IOException {
        salesforce = new LoopbackSalesforce();
    }

    @AfterEach
    void stop() {
        salesforce.close();
    }

    @Test
    void sendsClientCredentials() {
        AccessToken token =
                tokens(new Credentials.ClientCredentials("id", "s&cret=ü")).current();

        assertThat(form())
                .isEqualTo(Map.of("grant_type", "client_credentials", "client_id", "id", "client_secret", "s&cret=ü"));
        assertThat(token.value()).isEqualTo("token-1");
        assertThat(token.instanceUrl()).isEqualTo(salesforce.url());
        assertThat(token.orgId()).isEqualTo("00Dx0000000BV7zEAG");
        assertThat(token.userId()).isEqualTo("005x00000012Q9PAAU");
    }

    @Test
    void sendsRefreshTokenAndOptionalSecret() {
        tokens(new Credentials.RefreshToken("id", Optional.empty(), "5Aep")).current();

        assertThat(form()).isEqualTo(Map.of("grant_type", "refresh_token", "client_id", "id", "refresh_token", "5Aep"));
    }

    @Test
    void sendsUsernameAndPassword() {
        tokens(new Credentials.UsernamePassword("id", "secret", "me@example.com", "pw+token"))
                .current();

        assertThat(form())
                .isEqualTo(Map.of(
                        "grant_type", "password",
                        "client_id", "id",
                        "client_secret", "secret",
                        "username", "me@example.com",
                        "password", "pw+token"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PKCS12", "JKS"})
    void sendsShortLivedJwtSignedByKeystoreKey(String type, @TempDir Path folder) throws Exception {
        Path keystore = Keystores.create(folder, type);

        tokens(new Credentials.JwtBearer(
                        "the-app",
                        "me@example.com",
                        keystore,
                        Keystores.PASSWORD,
                        Optional.empty(),
                        Optional.of(URI.create("https://login.salesforce.com"))))
                .current();

        assertThat(form()).containsEntry("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
        RSAPublicKey key = (RSAPublicKey) KeyStore.getInstance(keystore.toFile(), Keystores.PASSWORD.toCharArray())
                .getCertificate(Keystores.ALIAS)
                .getPublicKey();
        DecodedJWT assertion = JWT.require(Algorithm.RSA256(key, null)).build().verify(form().get("assertion"));
        assertThat(assertion.getIssuer()).isEqualTo("the-app");
        assertThat(assertion.getSubject()).isEqualTo("me@example.com");
        assertThat(assertion.getAudience()).containsExactly("https://login.salesforce.com");
        assertThat(assertion.getExpiresAtAsInstant())
                .isBetween(Instant.now(), Instant.now().plusSeconds(180));
    }

    @ParameterizedTest
    @ValueSource(longs = {-600, 600})
    void signsWithSalesforcesTimeIfWorkerClockIsWrong(long offset, @TempDir Path folder) throws Exception {
        salesforce.on(TOKEN_PATH, request -> {
            Instant expiry =
                    JWT.decode(parameters(request.body()).get("assertion")).getExpiresAtAsInstant();
            Instant now = Instant.now();
            return expiry.isAfter(now) && expiry.isBefore(now.plusSeconds(180))
                    ? Reply.ok(salesforce.tokenAnswer("token"))
                    : Reply.of(
                            400, "{\"error\":\"invalid_grant\",\"error_description\":\"expired authorization code\"}");
        });
        Credentials credentials = jwt(Keystores.create(folder, "PKCS12"));
        Clock wrong = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(offset));
        TokenSource tokens = Login.tokens(salesforce.settings(), credentials, new Http(salesforce.settings()), wrong);

        assertThat(tokens.current().value()).isEqualTo("token");
        assertThat(salesforce.requests(TOKEN_PATH)).hasSize(2);
    }

    @Test
    void reportsRejectionThoughClockCannotBeRead(@TempDir Path folder) throws Exception {
        salesforce.onEach(TOKEN_PATH, Reply.of(400, "{\"error\":\"invalid_grant\",\"error_description\":\"no\"}"));
        salesforce.onEach("/services/data/", Reply.of(403, "[{\"errorCode\":\"FORBIDDEN\",\"message\":\"m\"}]"));
        Credentials credentials = jwt(Keystores.create(folder, "PKCS12"));

        assertThatThrownBy(() -> tokens(credentials).current()).hasMessageContaining("invalid_grant");
    }

    @Test
    void takesKeystoreThatIsBeingReplacedForTransientFailure(@TempDir Path folder) throws Exception {
        Path keystore = Keystores.create(folder, "PKCS12");
        byte[] whole = Files.readAllBytes(keystore);
        OrgSettings impatient = salesforce.settings(Duration.ZERO);
        TokenSource tokens = Login.tokens(impatient, jwt(keystore), new Http(impatient));
        tokens.invalidate(tokens.current());

        Files.write(keystore, Arrays.copyOf(whole, whole.length / 2));

        assertThatThrownBy(tokens::current)
                .isInstanceOfSatisfying(
                        SalesforceException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(FailureKind.RETRIABLE));
        Files.delete(keystore);
        assertThatThrownBy(tokens::current)
                .isInstanceOfSatisfying(
                        SalesforceException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(FailureKind.RETRIABLE));
        Files.write(keystore, whole);
        assertThat(tokens.current().value()).isEqualTo("token-2");
    }

    /** The app may trust the next key before the keystore has it. */
    @Test
    void takesKeyThatIsRotatedForTransientFailure(@TempDir Path folder) throws Exception {
        OrgSettings impatient = salesforce.settings(Duration.ZERO);
        Credentials credentials = jwt(Keystores.create(folder, "PKCS12"));
        TokenSource tokens = Login.tokens(impatient, credentials, new Http(impatient));
        salesforce.onEach(
                "/services/oauth2/token",
                Reply.ok(salesforce.tokenAnswer("former")),
                Reply.of(400, Samples.read("oauth/invalid_grant_auth_failure.json")),
                Reply.ok(salesforce.tokenAnswer("next")));
        tokens.invalidate(tokens.current());

        assertThatThrownBy(tokens::current)
                .isInstanceOfSatisfying(
                        SalesforceException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(FailureKind.RETRIABLE))
                .hasMessageContaining("put its key into the keystore");
        assertThat(tokens.current().value()).isEqualTo("next");
    }

    @Test
    void takesKeyThatIsRotatedForTransientFailureAlthoughClockIsWrong(@TempDir Path folder) throws Exception {
        OrgSettings impatient = salesforce.settings(Duration.ZERO);
        Credentials credentials = jwt(Keystores.create(folder, "PKCS12"));
        Clock wrong = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(10));
        TokenSource tokens = Login.tokens(impatient, credentials, new Http(impatient), wrong);
        Reply rejection = Reply.of(400, Samples.read("oauth/invalid_grant_auth_failure.json"));
        salesforce.onEach(TOKEN_PATH, Reply.ok(salesforce.tokenAnswer("former")), rejection, rejection);
        tokens.invalidate(tokens.current());

        assertThatThrownBy(tokens::current)
                .isInstanceOfSatisfying(
                        SalesforceException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(FailureKind.RETRIABLE));
        assertThat(salesforce.requests(TOKEN_PATH)).hasSize(3);
    }

    @Test
    void namesUnusableKeystore(@TempDir Path folder) throws Exception {
        Credentials wrongPassword = new Credentials.JwtBearer(
                "app", "me", Keystores.create(folder, "PKCS12"), "wrong", Optional.empty(), Optional.empty());

        assertThatThrownBy(() -> tokens(wrongPassword).current())
                .hasMessageContaining("keystore.PKCS12")
                .hasMessageNotContaining("wrong")
                .asInstanceOf(type(SalesforceException.class))
                .extracting(SalesforceException::kind)
                .isEqualTo(FailureKind.AUTH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "invalid_grant_auth_failure",
                "invalid_client",
                "invalid_client_id",
                "jwt_invalid_grant_audience",
                "jwt_invalid_grant_user_not_approved",
                "restforce_auth_error_response",
                "restforce_refresh_error_response"
            })
    void reportsReasonForRejectedLogin(String sample) {
        salesforce.onEach(TOKEN_PATH, Reply.of(400, Samples.read("oauth/" + sample + ".json")));

        assertThatThrownBy(() -> tokens(ANY).current())
                .hasMessageContaining("login as ClientCredentials[id]")
                .hasMessageContaining("invalid_")
                .hasMessageNotContaining("s3cret")
                .asInstanceOf(type(SalesforceException.class))
                .extracting(SalesforceException::kind)
                .isEqualTo(FailureKind.AUTH);
        assertThat(salesforce.requests(TOKEN_PATH)).hasSize(1);
    }

    @Test
    void repeatsTransientRejections() {
        salesforce.onEach(
                TOKEN_PATH,
                Reply.of(400, "{\"error\":\"unknown_error\",\"error_description\":\"retry your request\"}"),
                Reply.of(400, "{\"error\":\"invalid_grant\",\"error_description\":\"login rate exceeded\"}"),
                Reply.of(
                        400,
                        "{\"error\":\"invalid_grant\",\"error_description\":\"token request is already being processed\"}"),
                Reply.ok("<html>maintenance</html>"),
                Reply.ok(""),
                Reply.ok(salesforce.tokenAnswer("at last")));

        assertThat(tokens(ANY).current().value()).isEqualTo("at last");
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 404})
    void namesMyDomainIfThereIsNoTokenEndpoint(int status) {
        salesforce.onEach(TOKEN_PATH, Reply.of(status, "<html>"));

        assertThatThrownBy(() -> tokens(ANY).current())
                .hasMessageContaining("HTTP " + status)
                .hasMessageContaining("Use the My Domain URL")
                .isInstanceOfSatisfying(
                        SalesforceException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(FailureKind.AUTH));
    }

    /** Errors of the APIs as proxies that mix answers up deliver them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "401 [{'errorCode':'INVALID_SESSION_ID','message':'Session expired or invalid'}]",
                "400 [{'errorCode':'MALFORMED_QUERY','message':'unexpected token'}]",
                "403 [{'errorCode':'INSUFFICIENT_ACCESS','message':'insufficient access rights'}]",
                "404 [{'errorCode':'NOT_FOUND','message':'The requested resource does not exist'}]"
            })
    void repeatsRenewalThatGetsTheAnswerOfAnotherCall(String answer) {
        salesforce.onEach(
                TOKEN_PATH,
                Reply.ok(salesforce.tokenAnswer("one")),
                Reply.of(
                        Integer.parseInt(answer.substring(0, 3)),
                        answer.substring(4).replace('\'', '"')),
                Reply.ok(salesforce.tokenAnswer("two")));
        TokenSource tokens = tokens(ANY);
        tokens.invalidate(tokens.current());

        assertThat(tokens.current().value()).isEqualTo("two");
    }

    @Test
    void repeatsLoginIfTokenEndpointIsBusy() {
        salesforce.onEach(TOKEN_PATH, Reply.of(503, "<html>busy</html>"), Reply.ok(salesforce.tokenAnswer("at last")));

        assertThat(tokens(ANY).current().value()).isEqualTo("at last");
    }

    @Test
    void treatsUnreachableTokenEndpointAsTransient() {
        OrgSettings nowhere = new OrgSettings(
                URI.create("http://127.0.0.1:1"),
                "66.0",
                salesforce.settings().connectTimeout(),
                salesforce.settings().readTimeout(),
                java.time.Duration.ofMillis(300),
                Optional.empty());

        assertThatThrownBy(() -> Login.tokens(nowhere, ANY, new Http(nowhere)).current())
                .asInstanceOf(type(SalesforceException.class))
                .extracting(SalesforceException::kind)
                .isEqualTo(FailureKind.RETRIABLE);
    }

    @Test
    void rejectsAnswerWithoutToken() {
        salesforce.onEach(TOKEN_PATH, Reply.ok("{\"access_token\":\"x\"}"));

        assertThatThrownBy(() -> tokens(ANY).current())
                .hasMessageContaining("Check that this is a Salesforce login URL.");
    }

    @Test
    void logsInOnceAfterManyRejectionsOfOneToken() {
        TokenSource tokens = tokens(ANY);
        AccessToken first = tokens.current();

        Stream.of(1, 2, 3).parallel().forEach(thread -> {
            tokens.invalidate(first);
            assertThat(tokens.current().value()).isEqualTo("token-2");
        });

        assertThat(salesforce.logins()).isEqualTo(2);
    }

    @Test
    void goesOnWithRefreshTokenThatReplacesTheFormer() {
        salesforce.onEach(
                TOKEN_PATH,
                Reply.ok(salesforce.tokenAnswer("one").replace("{", "{\"refresh_token\":\"rotated\",")),
                Reply.ok(salesforce.tokenAnswer("two")));
        TokenSource tokens = tokens(new Credentials.RefreshToken("id", Optional.empty(), "5Aep"));

        tokens.invalidate(tokens.current());
        tokens.current();

        assertThat(salesforce.requests(TOKEN_PATH))
                .extracting(request -> parameters(request.body()).get("refresh_token"))
                .containsExactly("5Aep", "rotated");
    }

    @Test
    void rejectsAnotherOrgBehindTheSameAddress() {
        salesforce.onEach(
                TOKEN_PATH,
                Reply.ok(salesforce.tokenAnswer("one")),
                Reply.ok(salesforce.tokenAnswer("two").replace("00Dx0000000BV7z", "00Dx0000000BV99")));
        TokenSource tokens = tokens(ANY);
        tokens.invalidate(tokens.current());

        assertThatThrownBy(tokens::current)
                .hasMessageContaining("the org is 00Dx0000000BV99")
                .hasMessageContaining("Restart the connector")
                .isInstanceOfSatisfying(
                        SalesforceException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(FailureKind.AUTH));
    }

    @Test
    void printsNoSecrets() {
        assertThat(tokens(ANY).current().toString()).doesNotContain("token-1");
        assertThat(Stream.of(
                                ANY,
                                new Credentials.RefreshToken("id", Optional.of("s3cret"), "s3cret"),
                                new Credentials.UsernamePassword("id", "s3cret", "me", "s3cret"),
                                new Credentials.JwtBearer(
                                        "id", "me", Path.of("k"), "s3cret", Optional.empty(), Optional.empty()))
                        .map(Object::toString))
                .noneMatch(text -> text.contains("s3cret"));
    }

    private TokenSource tokens(Credentials credentials) {
        return Login.tokens(salesforce.settings(), credentials, new Http(salesforce.settings()));
    }

    private Map<String, String> form() {
        return parameters(salesforce.requests(TOKEN_PATH).get(0).body());
    }

    private static Map<String, String> parameters(String body) {
        Map<String, String> form = new TreeMap<>();
        for (String pair : body.split("&", -1)) {
            int equals = pair.indexOf('=');
            form.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return form;
    }

    private static Credentials jwt(Path keystore) {
        return new Credentials.JwtBearer("app", "me", keystore, Keystores.PASSWORD, Optional.empty(), Optional.empty());
    }
}
