/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.streaming;

import dev.tandem.salesforce.simulator.events.Channels;
import dev.tandem.salesforce.simulator.events.Channels.View;
import dev.tandem.salesforce.simulator.events.EventLog;
import dev.tandem.salesforce.simulator.events.UnknownReplayId;
import dev.tandem.salesforce.simulator.faults.Fault;
import dev.tandem.salesforce.simulator.faults.Faults;
import dev.tandem.salesforce.simulator.oauth.AccessTokens;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.cometd.bayeux.Channel;
import org.cometd.bayeux.Message;
import org.cometd.bayeux.Promise;
import org.cometd.bayeux.server.BayeuxContext;
import org.cometd.bayeux.server.BayeuxServer;
import org.cometd.bayeux.server.ServerMessage;
import org.cometd.bayeux.server.ServerSession;

/** The extension that adds Salesforce's behaviour to CometD: authentication, replay, its own errors and advice. */
final class SalesforceExtension implements BayeuxServer.Extension {
    static final String STREAM_COOKIE = "sfdc-stream";
    private static final String TOO_MANY_CONNECTIONS =
            "403::To protect all customers from excessive use and Denial of Service attacks, we limit the number of simultaneous"
                    + " connections per server. Your request has been denied because this limit has been exceeded. Please try your request again later.";

    private static final Refusal CREATE_DENIED = Refusal.of("403:denied_by_security_policy:create_denied");
    private static final Refusal NO_VIEW_ALL =
            Refusal.of("403::User not allowed to subscribe CDC without View All Data permissions");

    private final BayeuxServer bayeux;
    private final Channels channels;
    private final EventLog log;
    private final AccessTokens tokens;
    private final Faults faults;
    private final Deliveries deliveries;
    private final Map<String, Refusal> ended = new ConcurrentHashMap<>();

    SalesforceExtension(
            BayeuxServer bayeux,
            Channels channels,
            EventLog log,
            AccessTokens tokens,
            Faults faults,
            Deliveries deliveries) {
        this.bayeux = bayeux;
        this.channels = channels;
        this.log = log;
        this.tokens = tokens;
        this.faults = faults;
        this.deliveries = deliveries;
    }

    /** Ends a session, and remembers the message for its client if it was not connected at the time. */
    void end(StreamingSession session, Refusal refusal) {
        ended.put(session.getId(), refusal);
        session.end(refusal);
    }

    @Override
    public void incoming(ServerSession from, ServerMessage.Mutable message, Promise<Boolean> promise) {
        Optional<Refusal> refusal = switch (String.valueOf(message.getChannel())) {
            case Channel.META_HANDSHAKE -> handshake(message);
            case Channel.META_CONNECT -> session(message).or(() -> connect(message));
            case Channel.META_SUBSCRIBE -> session(message).or(() -> subscribe((StreamingSession) from, message));
            case Channel.META_UNSUBSCRIBE -> session(message).or(() -> unsubscribe((StreamingSession) from, message));
            default -> session(message);
        };
        refusal.ifPresent(no -> {
            if (from != null) {
                // A first connect carries the session's advice; a rejected one carries that of the refusal.
                ((StreamingSession) from).takeAdvice(message.getServerTransport());
            }
            no.refuse(message.getAssociated());
        });
        promise.succeed(refusal.isEmpty());
    }

    @Override
    public void outgoing(ServerSession from, ServerSession to, ServerMessage.Mutable reply, Promise<Boolean> promise) {
        StreamingSession session = (StreamingSession) to;
        String error = (String) reply.get(Message.ERROR_FIELD);
        if (session != null && session.ended() != null && reply.getChannel().equals(Channel.META_CONNECT)) {
            session.ended().refuse(reply);
        } else if (error != null && error.startsWith("402::")) {
            Refusal.UNKNOWN_CLIENT.refuse(reply);
        } else if (reply.getChannel().equals(Channel.META_HANDSHAKE) && reply.isSuccessful()) {
            reply.getExt(true).put("replay", true);
            reply.getExt(true).put("payload.format", true);
            reply.remove(Message.ADVICE_FIELD);
            session.reAdvise();
        }
        boolean known = session != null && !Refusal.UNKNOWN_CLIENT.error().equals(reply.get(Message.ERROR_FIELD));
        if (known && !reply.getChannel().equals(Channel.META_HANDSHAKE)) {
            reply.setClientId(session.getId());
        }
        promise.succeed(true);
    }

    private Optional<Refusal> handshake(ServerMessage message) {
        if (faults.tryStrike(Fault.DENIED_HANDSHAKE)) {
            return Optional.of(Refusal.handshakeDenied(TOO_MANY_CONNECTIONS));
        }
        if (faults.tryStrike(Fault.MANDATORY_VERSION, any -> !hasVersion(message.getBayeuxContext()))
                .isPresent()) {
            return Optional.of(Refusal.of("400::API version in the URI is mandatory. URI format: '/cometd/66.0'"));
        }
        String authorization = message.getBayeuxContext().getHeader("Authorization");
        if (authorization == null) {
            return Optional.of(Refusal.handshakeDenied("401::Request requires authentication"));
        }
        return tokens.admits(authorization)
                ? Optional.empty()
                : Optional.of(Refusal.handshakeDenied("401::Authentication invalid"));
    }

    private static boolean hasVersion(BayeuxContext context) {
        String[] path = String.valueOf(context.getURL()).split("/cometd/", 2);
        return path.length == 2 && path[1].matches("(3[7-9]|[4-9]\\d)\\.0(/.*)?");
    }

    /** Checks what every message after the handshake needs. */
    private Optional<Refusal> session(ServerMessage message) {
        BayeuxContext context = message.getBayeuxContext();
        StreamingSession session = (StreamingSession) bayeux.getSession(String.valueOf(message.getClientId()));
        if (!tokens.admits(context.getHeader("Authorization"))) {
            if (session != null) {
                session.end(Refusal.AUTHENTICATION_INVALID);
            }
            return Optional.of(Refusal.AUTHENTICATION_INVALID);
        }
        if (session != null && context.getCookie("BAYEUX_BROWSER") == null) {
            return Optional.of(Refusal.of("400::Client " + session.getId()
                    + " has established a session, but no BAYEUX_BROWSER cookie present"));
        }
        if (session == null) {
            return Optional.of(ended.getOrDefault(message.getClientId(), Refusal.UNKNOWN_CLIENT));
        }
        // Without its routing cookie a request reaches another server, which has never heard of the session.
        return context.getCookie(STREAM_COOKIE) == null ? Optional.of(Refusal.UNKNOWN_CLIENT) : Optional.empty();
    }

    private Optional<Refusal> connect(ServerMessage message) {
        if (faults.tryStrike(Fault.BUSY_STREAMING)) {
            return Optional.of(Refusal.BUSY);
        }
        if (deliveries.isExhausted() || faults.tryStrike(Fault.DAILY_LIMIT)) {
            return Optional.of(Refusal.of("403::Organization total events daily limit exceeded"));
        }
        Object type = message.get(Message.CONNECTION_TYPE_FIELD);
        return type == null || type.equals("long-polling")
                ? Optional.empty()
                : Optional.of(Refusal.of("400::Invalid connection type " + type));
    }

    private Optional<Refusal> subscribe(StreamingSession session, ServerMessage message) {
        Object subscription = message.get(Message.SUBSCRIPTION_FIELD);
        if (!(subscription instanceof String channel)) {
            return Optional.of(Refusal.of("400::Channel name not specified"));
        }
        if (!channel.startsWith("/")) {
            return Optional.of(Refusal.of("400::Channel subscriptions must start with a leading '/'"));
        }
        if (faults.tryStrike(Fault.BUSY_STREAMING)) {
            return Optional.of(Refusal.BUSY);
        }
        Optional<View> view = channels.view(channel);
        boolean denied = faults.tryStrike(
                        Fault.CREATE_DENIED,
                        parameters -> parameters.path("channel").asText(channel).equals(channel))
                .isPresent();
        if (view.isEmpty() || denied) {
            return Optional.of(denied ? CREATE_DENIED : noSuchChannel(channel));
        }
        if (channel.endsWith("ChangeEvent") && !faults.leaveViewAll(Channels.entityNamedBy(channel))) {
            return Optional.of(NO_VIEW_ALL);
        }
        ReplayRequest.Answer replay = ReplayRequest.read(message.getExt(), channel);
        if (replay.refusal() != null) {
            return Optional.of(replay.refusal());
        }
        try {
            long position = ReplayRequest.position(replay.replayId(), view.get(), log);
            session.subscribe(channel, view.get(), earlier(position, view.get()));
            return Optional.empty();
        } catch (UnknownReplayId e) {
            return Optional.of(ReplayRequest.invalid(Long.toString(replay.replayId())));
        }
    }

    private static Refusal noSuchChannel(String channel) {
        if (channel.startsWith("/topic/")) {
            return Refusal.of("400::The channel you requested to subscribe to doesn't exist " + channel);
        }
        return channel.startsWith("/u/") ? Refusal.of("404::Unknown channel") : CREATE_DENIED;
    }

    /** Ends the delivery of a channel. CometD itself answers the message. */
    private static Optional<Refusal> unsubscribe(StreamingSession session, ServerMessage message) {
        session.unsubscribe(String.valueOf(message.get(Message.SUBSCRIPTION_FIELD)));
        return Optional.empty();
    }

    private long earlier(long position, View view) {
        return faults.tryStrike(Fault.DUPLICATE_DELIVERY, any -> true)
                .map(parameters -> log.before(
                        position, view.sees(), parameters.path("events").asInt(3)))
                .orElse(position);
    }
}
