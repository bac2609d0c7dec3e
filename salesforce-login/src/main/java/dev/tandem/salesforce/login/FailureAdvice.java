/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.login;

import dev.tandem.salesforce.client.SalesforceException;
import java.util.Map;

/**
 * The options behind the failures that a configuration or the rights of its user cause, and what to do about them. Pure.
 *
 * @param key the option to correct
 * @param remedy one or more sentences
 */
public record FailureAdvice(String key, String remedy) {
    /** The advice by Salesforce's error code. Other failures say themselves what there is to say. */
    private static final Map<String, FailureAdvice> BY_CODE = Map.of(
            "invalid_client_id",
                    new FailureAdvice(
                            LoginSettings.CONSUMER_KEY,
                            "Correct salesforce.consumer.key. A new app works some minutes after its creation."),
            "invalid_client",
                    new FailureAdvice(
                            LoginSettings.CONSUMER_SECRET,
                            "Correct salesforce.consumer.key and salesforce.consumer.secret."),
            "invalid_grant",
                    new FailureAdvice(
                            LoginSettings.GRANT_TYPE,
                            "Let the app use this flow for this user (Setup, the app's policies), and correct the options of the grant"
                                    + " type."),
            "unsupported_grant_type",
                    new FailureAdvice(
                            LoginSettings.GRANT_TYPE,
                            "Enable this flow for the app, or choose another salesforce.grant.type."),
            "NOT_FOUND", new FailureAdvice("", "Correct the API name, or let the user of the app see the object."),
            "INSUFFICIENT_ACCESS", new FailureAdvice("", "Give the user of the app the right to read the object."),
            "API_DISABLED_FOR_ORG", new FailureAdvice("", "Give the user of the app the right API Enabled."));

    private static final FailureAdvice NONE = new FailureAdvice(OrgConnectionSettings.INSTANCE, "");

    /** Returns the advice for a failed login; without one, the address is in question. */
    static FailureAdvice ofLogin(SalesforceException failure) {
        FailureAdvice advice = BY_CODE.getOrDefault(failure.errorCode(), NONE);
        return advice.key.isEmpty() ? NONE : advice;
    }

    /** Returns the message of a failure as a sentence, with what to do about it. */
    public static String describe(Throwable failure) {
        String message = failure.getMessage() == null ? "The reason is unknown." : failure.getMessage();
        String sentence = message.endsWith(".") ? message : message + ".";
        FailureAdvice advice =
                failure instanceof SalesforceException call ? BY_CODE.getOrDefault(call.errorCode(), NONE) : NONE;
        return advice.remedy.isEmpty() ? sentence : sentence + " " + advice.remedy;
    }
}
