/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.http;

import static dev.tandem.salesforce.client.FailureKind.AUTH;
import static dev.tandem.salesforce.client.FailureKind.BAD_REQUEST;
import static dev.tandem.salesforce.client.FailureKind.FATAL;
import static dev.tandem.salesforce.client.FailureKind.NOT_FOUND;
import static dev.tandem.salesforce.client.FailureKind.RETRIABLE;
import static dev.tandem.salesforce.client.FailureKind.THROTTLED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.Samples;
import java.net.URI;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FailureClassifierTest {
    private static final String BUSY_PAGE = "<html><body>Service Unavailable - Request 7f3</body></html>";

    static Stream<Arguments> answers() {
        return Stream.of(
                arguments(401, Samples.read("errors/401_invalid_session.json"), AUTH, "INVALID_SESSION_ID"),
                arguments(
                        403,
                        Samples.read("errors/403_request_limit_exceeded.json"),
                        THROTTLED,
                        "REQUEST_LIMIT_EXCEEDED"),
                arguments(400, Samples.read("errors/400_malformed_id.json"), BAD_REQUEST, "MALFORMED_ID"),
                arguments(
                        400,
                        Samples.read("errors/400_required_field_missing.json"),
                        BAD_REQUEST,
                        "REQUIRED_FIELD_MISSING"),
                arguments(404, Samples.read("errors/404_not_found.json"), NOT_FOUND, "NOT_FOUND"),
                arguments(404, body("ENTITY_IS_DELETED", "entity is deleted"), NOT_FOUND, "ENTITY_IS_DELETED"),
                arguments(
                        500,
                        body("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access"),
                        RETRIABLE,
                        "UNABLE_TO_LOCK_ROW"),
                arguments(
                        400,
                        body("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access"),
                        RETRIABLE,
                        "UNABLE_TO_LOCK_ROW"),
                arguments(503, body("SERVER_UNAVAILABLE", "try again"), RETRIABLE, "SERVER_UNAVAILABLE"),
                arguments(403, body("API_DISABLED_FOR_ORG", "no API"), AUTH, "API_DISABLED_FOR_ORG"),
                arguments(503, BUSY_PAGE, RETRIABLE, ""),
                arguments(502, "", RETRIABLE, ""),
                arguments(420, BUSY_PAGE, RETRIABLE, ""),
                arguments(403, BUSY_PAGE, RETRIABLE, ""),
                arguments(406, "", RETRIABLE, ""),
                arguments(410, body("GONE", "retired"), BAD_REQUEST, "GONE"),
                arguments(407, "", RETRIABLE, ""),
                arguments(407, BUSY_PAGE, RETRIABLE, ""),
                arguments(408, "", RETRIABLE, ""),
                arguments(413, "", BAD_REQUEST, ""),
                arguments(414, "", BAD_REQUEST, ""),
                arguments(431, "<h1>Bad Message 431</h1>", BAD_REQUEST, ""),
                arguments(504, "", RETRIABLE, ""),
                arguments(
                        403,
                        body("INVALID_OPERATION_WITH_EXPIRED_PASSWORD", "The password has expired"),
                        AUTH,
                        "INVALID_OPERATION_WITH_EXPIRED_PASSWORD"),
                arguments(
                        401,
                        "<?xml version=\"1.0\"?><Errors><Error><errorCode>INVALID_SESSION_ID</errorCode></Error></Errors>",
                        AUTH,
                        ""),
                arguments(300, Samples.read("errors/300_upsert_multiple_matches.json"), FATAL, ""),
                arguments(400, Samples.read("oauth/invalid_grant_auth_failure.json"), AUTH, "invalid_grant"),
                arguments(400, Samples.read("oauth/invalid_client_id.json"), AUTH, "invalid_client_id"),
                arguments(
                        400,
                        "{\"error\":\"rate_limit_exceeded\",\"error_description\":\"\"}",
                        THROTTLED,
                        "rate_limit_exceeded"));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void classifiesErrorAnswers(int status, String body, FailureKind kind, String code) {
        Failure failure = FailureClassifier.classify(status, body);

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.code()).isEqualTo(code);
    }

    @Test
    void expiresSessionOnlyIfNewTokenCanHelp() {
        assertThat(FailureClassifier.classify(401, Samples.read("errors/401_invalid_session.json"))
                        .sessionExpired())
                .isTrue();
        assertThat(FailureClassifier.classify(
                                401, body("INVALID_SESSION_ID", "This session is not valid for use with the REST API"))
                        .sessionExpired())
                .isFalse();
        assertThat(FailureClassifier.classify(401, body("INVALID_AUTH", "Connected app is not attached to Agent"))
                        .sessionExpired())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "301 | '' | RETRIABLE | true",
                "302 | <html> | RETRIABLE | true",
                "307 | '' | RETRIABLE | true",
                "420 | <html> | RETRIABLE | true",
                "404 | <html> | RETRIABLE | true",
                "404 | [{'errorCode':'NOT_FOUND','message':'m'}] | NOT_FOUND | false",
                "400 | [{'errorCode':'URL_NOT_RESET','message':'m'}] | RETRIABLE | true",
                "403 | [{'errorCode':'TXN_SECURITY_METERING_ERROR','message':'m'}] | THROTTLED | false",
                "400 | [{'errorCode':'LIMIT_EXCEEDED','message':'m'}] | THROTTLED | false",
                "400 | [{'errorCode':'FUNCTIONALITY_TEMPORARILY_UNAVAILABLE','message':'m'}] | RETRIABLE | false",
                "400 | [{'errorCode':'ALREADY_IN_PROCESS','message':'administration setup is locked'}] | RETRIABLE | false",
                "403 | [{'errorCode':'TOO_MANY_APEX_REQUESTS','message':'m'}] | THROTTLED | false",
                "401 | [{'errorCode':'INVALID_AUTH_HEADER','message':'INVALID_JWT_FORMAT'}] | AUTH | true",
                "400 | {'error':'invalid_grant','error_description':'Token request is already being processed.'} | RETRIABLE | false",
                "400 | {'error':'unknown_error','error_description':'retry your request'} | RETRIABLE | false",
                "400 | {'error':'invalid_grant','error_description':'login rate exceeded'} | THROTTLED | false",
                "400 | {'error':'invalid_grant','error_description':'authentication failure'} | AUTH | false",
                "400 | [{'errorCode':'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY','message':'T: UNABLE_TO_LOCK_ROW'}] | RETRIABLE | false"
            })
    void recognizesMovedOrgsAndTransientRejections(int status, String body, FailureKind kind, boolean needsLogin) {
        Failure failure = FailureClassifier.classify(status, body.replace('\'', '"'));

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.sessionExpired()).isEqualTo(needsLogin);
    }

    @Test
    void reportsSalesforcesWordsAndFields() {
        var exception = FailureClassifier.classify(400, Samples.read("errors/400_required_field_missing.json"))
                .toException("creation of Account", URI.create("https://acme.my.salesforce.com/services/data"));

        assertThat(exception)
                .hasMessage("The creation of Account failed at acme.my.salesforce.com with HTTP 400, "
                        + "REQUIRED_FIELD_MISSING: Required fields are missing: [Name]");
        assertThat(exception.fields()).containsExactly("Name");
    }

    @Test
    void quotesNothingFromHtmlPages() {
        var exception = FailureClassifier.classify(503, BUSY_PAGE).toException("query", URI.create("https://acme/x"));

        assertThat(exception).hasMessage("The query failed at acme with HTTP 503");
    }

    private static String body(String code, String message) {
        return "[{\"errorCode\":\"" + code + "\",\"message\":\"" + message + "\"}]";
    }
}
