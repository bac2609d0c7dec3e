/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.oauth;

import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.simulator.http.ApiFailure;
import dev.tandem.salesforce.simulator.http.ApiRequest;
import dev.tandem.salesforce.simulator.http.ApiResponse;
import dev.tandem.salesforce.simulator.http.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** {@code /services/oauth2}: the token endpoint with its four flows, revoke, and who the user is. */
public final class OAuthApi {
    private static final List<String> LOGIN_HOSTS =
            List.of("https://login.salesforce.com", "https://test.salesforce.com");

    private final Credentials credentials;
    private final Identity identity;
    private final AccessTokens tokens;
    private final AssertionKeys keys;
    private final Clock clock;

    public OAuthApi(Credentials credentials, Identity identity, AccessTokens tokens, AssertionKeys keys, Clock clock) {
        this.credentials = credentials;
        this.identity = identity;
        this.tokens = tokens;
        this.keys = keys;
        this.clock = clock;
    }

    public ApiResponse answer(ApiRequest request) {
        String resource = request.path().get(request.path().size() - 1);
        if (request.path().get(0).equals("id") || resource.equals("userinfo")) {
            return authorized(request, who(request));
        }
        return switch (resource) {
            case "token" -> token(request);
            case "revoke" -> {
                tokens.revoke(String.valueOf(request.parameter("token")));
                yield ApiResponse.empty(200);
            }
            default -> throw ApiFailure.notFound();
        };
    }

    private ApiResponse authorized(ApiRequest request, ObjectNode who) {
        return tokens.admits(request.header("Authorization"))
                ? ApiResponse.ok(who)
                : ApiResponse.text(403, "text/html;charset=UTF-8", "Bad_OAuth_Token");
    }

    private ApiResponse token(ApiRequest request) {
        if (!request.method().equals("POST")) {
            throw ApiFailure.methodNotAllowed(request.method(), "POST");
        }
        ApiResponse answer;
        try {
            answer = ApiResponse.ok(grant(request));
        } catch (OAuthError e) {
            answer = ApiResponse.json(
                    400,
                    Json.MAPPER.createObjectNode().put("error", e.error()).put("error_description", e.getMessage()));
        }
        return answer.with("Cache-Control", "no-store").with("Pragma", "no-cache");
    }

    private ObjectNode grant(ApiRequest request) {
        String type = String.valueOf(request.parameter("grant_type"));
        switch (type) {
            case "client_credentials" -> requireClient(request);
            case "password" -> {
                requireClient(request);
                requirePassword(request);
            }
            case "refresh_token" -> {
                requireClientId(request.parameter("client_id"));
                if (!credentials.refreshToken().equals(request.parameter("refresh_token"))) {
                    throw new OAuthError("invalid_grant", "expired access/refresh token");
                }
            }
            case "urn:ietf:params:oauth:grant-type:jwt-bearer" -> requireAssertion(request);
            default -> throw new OAuthError("unsupported_grant_type", "grant type not supported");
        }
        return issued(request, type);
    }

    private void requireClient(ApiRequest request) {
        String id = request.parameter("client_id");
        String secret = request.parameter("client_secret");
        String basic = request.header("Authorization");
        if (id == null && basic != null && basic.startsWith("Basic ")) {
            String pair = new String(Base64.getDecoder().decode(basic.substring(6)), StandardCharsets.UTF_8);
            id = pair.substring(0, pair.indexOf(':'));
            secret = pair.substring(pair.indexOf(':') + 1);
        }
        requireClientId(id);
        if (!credentials.clientSecret().equals(secret)) {
            throw new OAuthError("invalid_client", "invalid client credentials");
        }
    }

    private void requireClientId(String id) {
        if (!credentials.clientId().equals(id)) {
            throw new OAuthError("invalid_client_id", "client identifier invalid");
        }
    }

    /** A security token may follow the password; the org takes any. */
    private void requirePassword(ApiRequest request) {
        String password = String.valueOf(request.parameter("password"));
        if (!credentials.username().equalsIgnoreCase(request.parameter("username"))
                || !password.startsWith(credentials.password())) {
            throw new OAuthError("invalid_grant", "authentication failure");
        }
    }

    private void requireAssertion(ApiRequest request) {
        DecodedJWT claims;
        try {
            claims = keys.verified(String.valueOf(request.parameter("assertion")));
        } catch (JWTVerificationException e) {
            throw new OAuthError("invalid_grant", "invalid assertion");
        }
        requireClientId(claims.getIssuer());
        List<String> audience = claims.getAudience() == null ? List.of() : claims.getAudience();
        if (audience.stream().noneMatch(host -> LOGIN_HOSTS.contains(host) || host.equals(request.baseUrl()))) {
            throw new OAuthError("invalid_grant", "Audience validation failed");
        }
        if (claims.getExpiresAt() == null) {
            throw new OAuthError("invalid_grant", "invalid assertion");
        }
        if (!credentials.username().equalsIgnoreCase(claims.getSubject())) {
            throw new OAuthError("invalid_grant", "user hasn't approved this consumer");
        }
    }

    private ObjectNode issued(ApiRequest request, String type) {
        String id = identityUrl(request);
        String issuedAt = Long.toString(clock.millis());
        ObjectNode answer = Json.MAPPER.createObjectNode().put("access_token", tokens.issue());
        if (type.equals("urn:ietf:params:oauth:grant-type:jwt-bearer")) {
            return answer.put("scope", "api")
                    .put("instance_url", request.baseUrl())
                    .put("id", id)
                    .put("token_type", "Bearer");
        }
        answer.put("signature", signature(id + issuedAt))
                .put("instance_url", request.baseUrl())
                .put("id", id)
                .put("token_type", "Bearer")
                .put("issued_at", issuedAt);
        return type.equals("client_credentials") ? answer.put("scope", "api") : answer;
    }

    private String identityUrl(ApiRequest request) {
        return request.baseUrl() + "/id/" + identity.organizationId() + "/" + identity.userId();
    }

    private ObjectNode who(ApiRequest request) {
        ObjectNode who = Json.MAPPER.createObjectNode();
        who.put("sub", identityUrl(request)).put("id", identityUrl(request));
        who.put("user_id", identity.userId()).put("organization_id", identity.organizationId());
        who.put("username", credentials.username()).put("preferred_username", credentials.username());
        who.put("display_name", "Integration User").put("name", "Integration User");
        who.put("email", credentials.username()).put("user_type", "STANDARD").put("active", true);
        ObjectNode urls = who.putObject("urls");
        urls.put("rest", request.baseUrl() + "/services/data/v{version}/");
        urls.put("sobjects", request.baseUrl() + "/services/data/v{version}/sobjects/");
        urls.put("query", request.baseUrl() + "/services/data/v{version}/query/");
        return who;
    }

    private String signature(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(credentials.clientSecret().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HmacSHA256", e);
        }
    }
}
