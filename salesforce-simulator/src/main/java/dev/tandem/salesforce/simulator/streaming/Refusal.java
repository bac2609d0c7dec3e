/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.streaming;

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
 * @param reconnect what the client of a rejected handshake or connect is advised to do
 */
record Refusal(String error, String failureReason, String reconnect) {
    /** The session is gone; a new one may be had. */
    static final Refusal UNKNOWN_CLIENT = new Refusal("403::Unknown client", null, "handshake");

    /** The session is gone, and the client is advised to stay away. */
    static final Refusal UNKNOWN_CLIENT_FOR_GOOD = new Refusal("403::Unknown client", null, "none");

    static final Refusal AUTHENTICATION_INVALID = of("401::Authentication invalid");
    static final Refusal BUSY = new Refusal(
            "401::Authentication invalid", "503::Server is too busy.  Please try your request again later.", "none");

    static Refusal of(String error) {
        return new Refusal(error, null, "none");
    }

    static Refusal handshakeDenied(String reason) {
        return new Refusal("403::Handshake denied", reason, "none");
    }

    boolean isUnknownClient() {
        return error.equals(UNKNOWN_CLIENT.error);
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
        reply.remove(Message.ADVICE_FIELD);
        boolean connect = Channel.META_CONNECT.equals(reply.getChannel());
        if (connect || isUnknownClient()) {
            reply.getAdvice(true).put("interval", 0);
            reply.getAdvice(true).put("reconnect", reconnect);
        } else if (Channel.META_HANDSHAKE.equals(reply.getChannel())) {
            reply.getAdvice(true).put("reconnect", reconnect);
        }
        ((ServerMessageImpl) reply).setHandled(true);
    }
}
