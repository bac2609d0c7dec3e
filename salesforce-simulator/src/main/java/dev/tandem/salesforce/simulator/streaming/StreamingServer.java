/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.streaming;

import dev.tandem.salesforce.simulator.events.Channels;
import dev.tandem.salesforce.simulator.events.EventLog;
import dev.tandem.salesforce.simulator.faults.Fault;
import dev.tandem.salesforce.simulator.faults.Faults;
import dev.tandem.salesforce.simulator.limits.DailyMeter;
import dev.tandem.salesforce.simulator.oauth.AccessTokens;
import jakarta.servlet.http.HttpServlet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.cometd.bayeux.Channel;
import org.cometd.bayeux.server.BayeuxServer;
import org.cometd.bayeux.server.SecurityPolicy;
import org.cometd.bayeux.server.ServerChannel;
import org.cometd.bayeux.server.ServerMessage;
import org.cometd.bayeux.server.ServerSession;
import org.cometd.server.BayeuxServerImpl;
import org.cometd.server.DefaultSecurityPolicy;
import org.cometd.server.ServerSessionImpl;

/** The Streaming API: CometD's server with Salesforce's manners, fed from the event log. */
public final class StreamingServer implements AutoCloseable {
    /** The summary of a session that the control API shows. */
    public record SessionInfo(String clientId, List<String> subscriptions, long delivered) {}

    private final Deliveries deliveries;
    private final AtomicBoolean waking = new AtomicBoolean();
    private final ExecutorService waker =
            Executors.newSingleThreadExecutor(work -> new Thread(work, "simulator-streaming"));
    private final BayeuxServerImpl bayeux;
    private final SalesforceExtension extension;
    private final Faults faults;

    public StreamingServer(
            Channels channels,
            EventLog log,
            AccessTokens tokens,
            Faults faults,
            StreamingTimes times,
            DailyMeter delivered) {
        this.deliveries = new Deliveries(delivered);
        this.faults = faults;
        this.bayeux = new BayeuxServerImpl() {
            @Override
            public ServerSessionImpl newServerSession() {
                return new StreamingSession(this, log, deliveries, () -> faults.tryStrike(Fault.OVERSIZED_BATCH));
            }
        };
        bayeux.setOption("transports", "org.cometd.server.http.JSONHttpTransport");
        bayeux.setOption("allowedTransports", "long-polling");
        bayeux.setOption("timeout", times.hold().toMillis());
        bayeux.setOption("interval", 0);
        bayeux.setOption("maxInterval", times.expiry().toMillis());
        bayeux.setOption("browserCookiePath", "/cometd/");
        bayeux.setOption("maxSessionsPerBrowser", -1);
        bayeux.setSecurityPolicy(policy());
        extension = new SalesforceExtension(bayeux, channels, log, tokens, faults, deliveries);
        bayeux.addExtension(extension);
        log.onAppend(this::wake);
    }

    public HttpServlet servlet() {
        return new StreamingServlet(bayeux, faults);
    }

    /** Forgets all sessions, as when a server of Salesforce's is replaced. */
    public void drop(Advice advice) {
        boolean forGood = advice == Advice.NONE;
        Refusal refusal = forGood ? Refusal.UNKNOWN_CLIENT_FOR_GOOD : Refusal.UNKNOWN_CLIENT;
        sessions().forEach(session -> extension.end(session, refusal));
    }

    /** The advice that a dropped session's client receives. */
    public enum Advice {
        HANDSHAKE,
        NONE
    }

    /** Ends all sessions because their tokens have expired. */
    public void unauthorize() {
        sessions().forEach(session -> extension.end(session, Refusal.AUTHENTICATION_INVALID));
    }

    public List<SessionInfo> sessionInfos() {
        return sessions().stream()
                .map(session -> new SessionInfo(session.getId(), session.channels(), session.delivered()))
                .toList();
    }

    /** Delivered events by channel. */
    public Map<String, Long> delivered() {
        return deliveries.byChannel();
    }

    @Override
    public void close() {
        waker.shutdownNow();
    }

    private List<StreamingSession> sessions() {
        List<StreamingSession> sessions = new ArrayList<>();
        for (ServerSession session : bayeux.getSessions()) {
            sessions.add((StreamingSession) session);
        }
        return sessions;
    }

    /** Clients may make the channels that the extension has let through, and publish nowhere. */
    private static SecurityPolicy policy() {
        return new DefaultSecurityPolicy() {
            @Override
            public boolean canCreate(
                    BayeuxServer server, ServerSession session, String channelId, ServerMessage message) {
                return message != null && Channel.META_SUBSCRIBE.equals(message.getChannel());
            }

            @Override
            public boolean canPublish(
                    BayeuxServer server, ServerSession session, ServerChannel channel, ServerMessage message) {
                return false;
            }
        };
    }

    /** Answers the held connects that have something to deliver; several appends at once cost one round. */
    private void wake() {
        if (waking.compareAndSet(false, true)) {
            try {
                waker.execute(() -> {
                    waking.set(false);
                    sessions().stream()
                            .filter(StreamingSession::hasNonLazyMessages)
                            .forEach(StreamingSession::flush);
                });
            } catch (RejectedExecutionException e) {
                waking.set(false);
            }
        }
    }
}
