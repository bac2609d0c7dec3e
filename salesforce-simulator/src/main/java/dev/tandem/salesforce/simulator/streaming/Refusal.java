/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.streaming;

import java.util.LinkedHashMap;
import java.util.Map;
import org.cometd.bayeux.Channel;
import org.cometd.bayeux.Message;
import org.cometd.bayeux.server.ServerMessage;
import org.cometd.server.ServerMessageImpl;

/**
 * A reply that says no, in Salesforce's words.
 *
 * @param error what the Bayeux error field says
 * @param failureReason the cause in {@code ext.sfdc.failureReason}, or null
 */
record Refusal(String error, String failureReason) {
    static final Refusal UNKNOWN_CLIENT = of("403::Unknown client");
    static final Refusal AUTHENTICATION_INVALID = of("401::Authentication invalid");
    static final Refusal BUSY =
            new Refusal("401::Authentication invalid", "503::Server is too busy. Please try your request again later.");

    static Refusal of(String error) {
        return new Refusal(error, null);
    }

    static Refusal handshakeDenied(String reason) {
        return new Refusal("403::Handshake denied", reason);
    }

    /** Makes the reply a refusal that CometD passes on as it is. */
    void refuse(ServerMessage.Mutable reply) {
        reply.setSuccessful(false);
        reply.put(Message.ERROR_FIELD, error);
        if (failureReason != null) {
            Map<String, Object> ext = reply.getExt(true);
            ext.put("sfdc", Map.of("failureReason", failureReason));
            ext.put("replay", true);
            ext.put("payload.format", true);
        }
        advise(reply);
        ((ServerMessageImpl) reply).setHandled(true);
    }

    private void advise(ServerMessage.Mutable reply) {
        boolean handshake = Channel.META_HANDSHAKE.equals(reply.getChannel());
        boolean connect = Channel.META_CONNECT.equals(reply.getChannel());
        Map<String, Object> advice = new LinkedHashMap<>();
        if (error.equals(UNKNOWN_CLIENT.error())) {
            advice.put("interval", 0);
            advice.put("reconnect", "handshake");
        } else if (handshake) {
            advice.put("reconnect", "none");
        } else if (connect) {
            advice.put("reconnect", "none");
            advice.put("interval", 0);
        }
        if (advice.isEmpty()) {
            reply.remove(Message.ADVICE_FIELD);
        } else {
            reply.put(Message.ADVICE_FIELD, advice);
        }
    }
}
