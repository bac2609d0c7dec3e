/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.salesforce.client.SalesforceException;
import dev.tandem.salesforce.client.http.FailureClassifier;
import dev.tandem.salesforce.client.stream.SessionEnd.Remedy;
import java.io.EOFException;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionEndTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "403::Unknown client | RECONNECT",
                "402::Unknown client | RECONNECT",
                "400::Client c has established a session, but no BAYEUX_BROWSER cookie present | RECONNECT",
                "400::Authenticated user id does not match the session's user id | RECONNECT",
                "401::Authentication invalid | NEW_TOKEN",
                "401::Request requires authentication | NEW_TOKEN",
                "503::Server is too busy. Please try your request again later. | WAIT",
                "403::Organization concurrent user limit exceeded | WAIT",
                "403::Organization total events daily limit exceeded | WAIT",
                "403::To protect all customers from excessive use and Denial of Service attacks, we limit the number of simultaneous connections per server. | WAIT",
                "403::Handshake denied | WAIT",
                "403::User not enabled for streaming | GIVE_UP",
                "400::API version in the URI is mandatory. URI format: '/cometd/66.0' | GIVE_UP",
                "400::Unsupported API version. Only API versions '37.0' and later are supported. | GIVE_UP"
            })
    void findsTheRemedyOfEachErrorAndReason(String error, Remedy remedy) {
        assertThat(SessionEnd.ofReply(Map.of("error", error)).remedy()).isEqualTo(remedy);
        assertThat(SessionEnd.ofReply(Map.of(
                                "error",
                                "403::Handshake denied",
                                "ext",
                                Map.of("sfdc", Map.of("failureReason", error))))
                        .remedy())
                .isEqualTo(remedy);
    }

    @Test
    void prefersFailureReasonToError() {
        SessionEnd end = SessionEnd.ofReply(Map.of(
                "error",
                "401::Authentication invalid",
                "ext",
                Map.of("sfdc", Map.of("failureReason", "503::Server is too busy."))));

        assertThat(end.remedy()).isEqualTo(Remedy.WAIT);
        assertThat(end.reason()).contains("401::Authentication invalid", "503::Server is too busy.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "403::Unknown client | true",
                "403::subscribe_failed | true",
                "401::Authentication invalid | true",
                "503::Server is too busy. | true",
                "403::Organization total events daily limit exceeded | true",
                "403:denied_by_security_policy:create_denied | false",
                "400::The replayId {1} you provided was invalid. | false",
                "403::User not allowed to subscribe CDC without View All Data permissions | false"
            })
    void distinguishesSessionErrorsFromChannelErrors(String error, boolean concernsSession) {
        assertThat(SessionEnd.concernsSession(Map.of("error", error))).isEqualTo(concernsSession);
    }

    @Test
    void goesOnUnlessTheAdviceSaysOtherwise() {
        assertThat(SessionEnd.ofAdvice(Map.of())).isEmpty();
        assertThat(SessionEnd.ofAdvice(
                        Map.of("advice", Map.of("reconnect", "retry", "interval", 0, "timeout", 110_000))))
                .isEmpty();
        assertThat(SessionEnd.ofAdvice(Map.of("advice", Map.of("reconnect", "none")))
                        .map(SessionEnd::remedy))
                .contains(Remedy.RECONNECT);
        assertThat(SessionEnd.ofAdvice(Map.of("advice", Map.of("interval", 60_000)))
                        .map(SessionEnd::remedy))
                .contains(Remedy.WAIT);
    }

    @Test
    void classifiesTransportFailures() {
        assertThat(transport(Map.of("exception", new EOFException())).remedy()).isEqualTo(Remedy.RECONNECT);
        assertThat(transport(Map.of("exception", new OversizedAnswerException(1)))
                        .remedy())
                .isEqualTo(Remedy.SHRINK);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | [{'errorCode':'INVALID_SESSION_ID','message':'Session expired or invalid'}] | NEW_TOKEN",
                "401 | <html> | NEW_TOKEN",
                "403 | [{'errorCode':'API_DISABLED_FOR_ORG','message':'API is not enabled'}] | GIVE_UP",
                "403 | <html> | WAIT",
                "403 | [{'errorCode':'REQUEST_LIMIT_EXCEEDED','message':'m'}] | WAIT",
                "503 | <html> | WAIT",
                "301 | '' | NEW_INSTANCE",
                "302 | '' | NEW_INSTANCE",
                "307 | '' | NEW_INSTANCE",
                "404 | <html> | NEW_INSTANCE",
                "420 | <html> | NEW_INSTANCE",
                "400 | [{'errorCode':'URL_NOT_RESET','message':'m'}] | NEW_INSTANCE"
            })
    void findsTheRemedyOfOtherApisAnswers(int status, String body, Remedy remedy) {
        SalesforceException answer = FailureClassifier.exceptionOf(
                status,
                body.replace('\'', '"'),
                "streaming request",
                URI.create("https://acme.my.salesforce.com/cometd"));

        SessionEnd end = transport(Map.of("exception", answer));

        assertThat(end.remedy()).isEqualTo(remedy);
        assertThat(end.reason()).contains("HTTP " + status);
    }

    private static SessionEnd transport(Map<String, Object> failure) {
        return SessionEnd.ofReply(Map.of("failure", failure));
    }
}
