/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator;

import static dev.tandem.salesforce.simulator.Samples.assertSameShape;
import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import dev.tandem.salesforce.simulator.OrgClient.Answer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OAuthTest {
    private static final String JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    @RegisterExtension
    final SimulatedOrg org = new SimulatedOrg();

    private Answer grant(Map<String, String> form) {
        return org.client().grant(form);
    }

    private void assertRejected(Answer answer, String sample) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json()).isEqualTo(Samples.read("oauth/" + sample));
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void answersClientCredentialsLikeRealOrgs() {
        Answer answer = grant(Map.of(
                "grant_type", "client_credentials",
                "client_id", org.simulator().clientId(),
                "client_secret", org.simulator().clientSecret()));

        assertThat(answer.status()).isEqualTo(200);
        assertSameShape(answer.json(), Samples.read("oauth/client_credentials_ok.json"));
        assertThat(answer.json().get("instance_url").textValue())
                .isEqualTo(org.simulator().baseUrl().toString());
    }

    @Test
    void distinguishesWrongSecretFromUnknownClient() {
        assertRejected(
                grant(Map.of(
                        "grant_type", "client_credentials",
                        "client_id", org.simulator().clientId(),
                        "client_secret", "wrong")),
                "invalid_client.json");
        assertRejected(
                grant(Map.of("grant_type", "client_credentials", "client_id", "x", "client_secret", "y")),
                "invalid_client_id.json");
    }

    @Test
    void acceptsPasswordFollowedBySecurityToken() {
        Map<String, String> form = new java.util.HashMap<>(Map.of(
                "grant_type", "password",
                "client_id", org.simulator().clientId(),
                "client_secret", org.simulator().clientSecret(),
                "username", org.simulator().username()));
        form.put("password", org.simulator().password() + "TOKEN");
        assertThat(grant(form).status()).isEqualTo(200);

        form.put("password", "wrong");
        assertRejected(grant(form), "invalid_grant_auth_failure.json");
    }

    @Test
    void grantsAccessTokenForRefreshToken() {
        Map<String, String> form = new java.util.HashMap<>(Map.of(
                "grant_type", "refresh_token",
                "client_id", org.simulator().clientId(),
                "refresh_token", org.simulator().refreshToken()));
        assertThat(grant(form).json().get("access_token").textValue()).isNotBlank();

        form.put("refresh_token", "expired");
        assertRejected(grant(form), "restforce_refresh_error_response.json");
    }

    @Test
    void acceptsAssertionOnlyFromRegisteredKey() throws Exception {
        String pem = org.simulator().privateKeyPem().replaceAll("-----[A-Z ]+-----", "");
        RSAPrivateKey known = (RSAPrivateKey) KeyFactory.getInstance("RSA")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
        KeyPair stranger = KeyPairGenerator.getInstance("RSA").generateKeyPair();

        assertThat(assertion(
                                known,
                                "https://login.salesforce.com",
                                org.simulator().username())
                        .status())
                .isEqualTo(200);
        assertRejected(
                assertion(known, "https://example.org", org.simulator().username()), "jwt_invalid_grant_audience.json");
        assertRejected(
                assertion(known, "https://test.salesforce.com", "stranger@example.org"),
                "jwt_invalid_grant_user_not_approved.json");
        RSAPrivateKey unknown = (RSAPrivateKey) stranger.getPrivate();
        assertThat(assertion(
                                unknown,
                                "https://login.salesforce.com",
                                org.simulator().username())
                        .status())
                .isEqualTo(400);

        String publicPem = "-----BEGIN PUBLIC KEY-----\\n"
                + Base64.getEncoder().encodeToString(stranger.getPublic().getEncoded())
                + "\\n-----END PUBLIC KEY-----";
        org.client().control("POST", "certificates", "{'pem': '" + publicPem + "'}");
        assertThat(assertion(
                                unknown,
                                "https://login.salesforce.com",
                                org.simulator().username())
                        .status())
                .isEqualTo(200);
    }

    private Answer assertion(RSAPrivateKey key, String audience, String subject) {
        String assertion = JWT.create()
                .withIssuer(org.simulator().clientId())
                .withSubject(subject)
                .withAudience(audience)
                .withExpiresAt(Instant.now().plusSeconds(180))
                .sign(Algorithm.RSA256(null, key));
        return grant(Map.of("grant_type", JWT_BEARER, "assertion", assertion));
    }

    @Test
    void rejectsUnknownFlow() {
        assertThat(grant(Map.of("grant_type", "device")).json().get("error").textValue())
                .isEqualTo("unsupported_grant_type");
    }

    @Test
    void identifiesUserAtIdUrl() {
        assertThat(org.client()
                        .get("/services/oauth2/userinfo")
                        .json()
                        .get("organization_id")
                        .textValue())
                .startsWith("00D");
    }

    @Test
    void opensSessionsBySoap() {
        Answer session = soapLogin(org.simulator().password() + "TOKEN");
        String sessionId = session.body().replaceFirst("(?s).*<sessionId>(.*)</sessionId>.*", "$1");
        Answer rejected = soapLogin("wrong");

        assertThat(session.status()).isEqualTo(200);
        assertThat(session.header("Content-Type")).startsWith("text/xml");
        assertThat(session.body()).contains("<serverUrl>" + org.simulator().baseUrl() + "/services/Soap/u/66.0/00D");
        assertThat(org.client()
                        .send(HttpRequest.newBuilder(org.simulator().baseUrl().resolve("/services/data/v66.0/limits"))
                                .header("Authorization", "Bearer " + sessionId))
                        .status())
                .isEqualTo(200);
        assertThat(rejected.status()).isEqualTo(500);
        assertThat(rejected.body())
                .contains(
                        "<faultcode>sf:INVALID_LOGIN</faultcode>",
                        "<faultstring>INVALID_LOGIN: Invalid username, password, security token; or user locked out.</faultstring>");
    }

    private Answer soapLogin(String password) {
        String call = "<se:Envelope xmlns:se='http://schemas.xmlsoap.org/soap/envelope/'><se:Body>"
                + "<login xmlns='urn:partner.soap.sforce.com'><username>"
                + org.simulator().username()
                + "</username><password>" + password + "</password></login></se:Body></se:Envelope>";
        return org.client()
                .send(HttpRequest.newBuilder(org.simulator().baseUrl().resolve("/services/Soap/u/66.0"))
                        .header("Content-Type", "text/xml")
                        .header("SOAPAction", "\"\"")
                        .POST(BodyPublishers.ofString(call)));
    }
}
