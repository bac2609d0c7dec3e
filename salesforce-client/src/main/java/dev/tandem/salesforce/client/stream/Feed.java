/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.SalesforceException;
import dev.tandem.salesforce.client.auth.AccessToken;
import dev.tandem.salesforce.client.governor.ApiGovernor;
import dev.tandem.salesforce.client.http.Http;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.client.stream.SessionEnd.Remedy;
import dev.tandem.salesforce.client.stream.StreamItem.Rejection;
import dev.tandem.salesforce.client.stream.StreamItem.SubscriptionRejected;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A loop that keeps one session open for all channels, in a thread of its own. It opens a session, subscribes to each channel
 * at its position, waits for the end, pauses, and starts again. Events arrive on the HTTP client's threads.
 */
final class Feed implements Runnable, BayeuxSession.Receiver {
    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
    /** Bound for the repetition of the event after which a channel resumes. */
    private static final Duration RESUMPTION = Duration.ofSeconds(5);

    private final SalesforceApi api;
    private final StreamSettings settings;
    private final ItemQueue queue;
    private final Duration readerPatience;
    private final StreamThreads threads;
    private final Runnable onFirstSession;
    private final HttpClient http;
    private final SessionLosses losses;
    private final Silence silence;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final WantedChannels channels = new WantedChannels();
    private volatile ApiGovernor governor;
    private final Set<ChannelFeed> watched = new HashSet<>();
    private BayeuxSession session;
    private boolean hadSession;
    private volatile boolean closed;
    private long events;
    private long sessions;

    /** @param readerPatience bounds the time for which an answer waits for room in the queue */
    Feed(
            SalesforceApi api,
            StreamSettings settings,
            Duration readerPatience,
            ItemQueue queue,
            StreamThreads threads,
            Runnable onFirstSession) {
        this.readerPatience = readerPatience;
        this.api = api;
        this.settings = settings;
        this.queue = queue;
        this.threads = threads;
        this.onFirstSession = onFirstSession;
        this.http = Http.client(api.settings());
        this.silence = new Silence(settings.silence());
        this.losses = new SessionLosses(new SessionRetries(
                settings.backOffMin(),
                settings.backOffMax(),
                () -> ThreadLocalRandom.current().nextDouble()));
    }

    void subscribe(String channel, Optional<String> entity, ReplayFrom from) {
        change(() -> {
            ChannelFeed wanted = new ChannelFeed(channel, entity, from, settings.commitTimeMargin(), silence);
            if (channels.add(wanted, from)) {
                session.end(SessionEnd.of(Remedy.RECONNECT, "the subscription to " + channel + " starts again"));
            }
        });
    }

    void unsubscribe(String channel) {
        change(() -> {
            channels.remove(channel);
            silence.forget(channel);
        });
    }

    @Override
    public void run() {
        try {
            boolean goesOn = awaitChannel(Duration.ZERO);
            while (goesOn) {
                goesOn = recover(serve());
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void fail(Throwable defect) {
        LOG.error("Streaming failed unexpectedly.", defect);
        queue.fail(new SalesforceException(FailureKind.FATAL, "Streaming failed unexpectedly: " + defect, defect));
        close();
    }

    /** Pauses, and waits until a channel is wanted: others would only count. Returns whether the stream is still open. */
    private boolean awaitChannel(Duration pause) throws InterruptedException {
        lock.lock();
        try {
            long nanos = pause.toNanos();
            while (!closed && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            while (!closed && channels.isEmpty()) {
                changed.await();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Runs one session, from login to end. */
    private SessionEnd serve() throws InterruptedException {
        AccessToken token = null;
        long eventsBefore = counters().events();
        try {
            token = api.token();
            governor = api.governor();
            URI url = token.instanceUrl().resolve("/cometd/" + api.version());
            try (BayeuxSession opened = new BayeuxSession(url, token, http, settings, threads, this)) {
                begin(opened);
                opened.handshake();
                LOG.info("Streaming session opened for {}.", token);
                if (!hadSession) {
                    hadSession = true;
                    onFirstSession.run();
                }
                while (step(opened)) {
                    // Each step is one request, or a wait for one.
                }
            }
            return SessionEnd.of(Remedy.RECONNECT, "closed");
        } catch (SalesforceException login) {
            return SessionEnd.of(login);
        } catch (SessionEndedException ended) {
            boolean rejected =
                    ended.end().remedy() == Remedy.NEW_TOKEN || ended.end().remedy() == Remedy.NEW_INSTANCE;
            if (rejected || losses.needsNewToken()) {
                api.tokens().invalidate(token);
            }
            if (counters().events() > eventsBefore || session.hasLasted()) {
                losses.noteSuccess();
            } else if (isSubscribed() && session.hasServed()) {
                losses.noteConnection();
            }
            return ended.end();
        }
    }

    private boolean isSubscribed() {
        lock.lock();
        try {
            return channels.areAnswered();
        } finally {
            lock.unlock();
        }
    }

    private void begin(BayeuxSession opened) {
        change(() -> {
            session = opened;
            sessions++;
            channels.beginSession();
        });
    }

    /** Sends the next request. Returns whether the stream is still open. */
    private boolean step(BayeuxSession opened) throws SessionEndedException, InterruptedException {
        Optional<String> left;
        Optional<ChannelFeed> wanted;
        lock.lock();
        try {
            while (!closed && !opened.hasEnded() && !channels.hasRequest()) {
                changed.await();
            }
            if (closed) {
                return false;
            }
            left = channels.pollLeaving();
            wanted = channels.nextPaused();
        } finally {
            lock.unlock();
        }
        opened.throwIfEnded();
        if (left.isPresent()) {
            opened.unsubscribe(left.get());
        } else if (wanted.isPresent()) {
            request(opened, wanted.get());
        }
        return true;
    }

    private void request(BayeuxSession opened, ChannelFeed channel) throws SessionEndedException, InterruptedException {
        Instant serverTime = opened.serverTime().orElseGet(api::serverTime);
        ReplayFrom from;
        lock.lock();
        try {
            from = channels.request(channel, serverTime);
        } finally {
            lock.unlock();
        }
        Optional<String> error = channel.isRetained(from, serverTime)
                ? opened.subscribe(channel.name(), from.wireValue())
                : Optional.of(Rejection.EXPIRED);
        lock.lock();
        try {
            if (channels.has(channel)) {
                List<StreamItem> items = new ArrayList<>(1);
                error.ifPresentOrElse(text -> reject(channel, from, text, items), () -> channel.accept(items));
                queue.add(items, 0);
            }
        } finally {
            lock.unlock();
        }
    }

    private void reject(ChannelFeed channel, ReplayFrom from, String error, List<StreamItem> items) {
        channels.noteRejected(channel);
        Rejection rejection = Rejection.ofError(error);
        if (rejection != Rejection.REPLAY_ID_INVALID || !channel.retryDifferently()) {
            channel.reject();
            LOG.warn("Salesforce rejected the subscription to {} from {}: {}.", channel.name(), from, error);
            items.add(new SubscriptionRejected(channel.name(), from, rejection, error));
        }
    }

    /** Takes all events of one answer or none. If there is no room, they are requested again later. */
    @Override
    public void received(BayeuxSession from, List<StreamItem> received, int answerBytes) throws InterruptedException {
        if (!queue.awaitRoom(readerPatience)) {
            from.end(SessionEnd.of(Remedy.DRAIN, "the reader is too slow"));
            return;
        }
        lock.lock();
        try {
            if (from == session && !from.hasEnded()) {
                List<StreamItem> items = new ArrayList<>(received.size() + 1);
                for (StreamItem item : received) {
                    ChannelFeed channel = channels.get(item.channel());
                    boolean isNew = channel != null && channel.add(item, items);
                    events += isNew ? 1 : 0;
                    if (channel != null && !isNew && channel.awaitsRepetition()) {
                        watchResumption(from, channel);
                    }
                }
                governor.countEvents(received.size());
                queue.add(items, answerBytes);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends the session if the server does not repeat the known event soon: the dropped ones would be missing. */
    @SuppressWarnings("FutureReturnValueIgnored") // A late check of an ended session does nothing.
    private void watchResumption(BayeuxSession from, ChannelFeed channel) {
        if (!watched.add(channel)) {
            return;
        }
        Runnable check = () -> {
            lock.lock();
            try {
                watched.remove(channel);
                if (channels.has(channel) && channel.awaitsRepetition()) {
                    from.end(SessionEnd.of(
                            Remedy.RECONNECT, channel.name() + " was not resumed where it had been paused"));
                }
            } finally {
                lock.unlock();
            }
        };
        threads.timer().schedule(check, RESUMPTION.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Pauses for as long as this end requires. Returns whether there may be another session. */
    private boolean recover(SessionEnd end) throws InterruptedException {
        if (closed) {
            return false;
        }
        Optional<Duration> pause = losses.add(end, System.nanoTime());
        if (pause.isEmpty()) {
            queue.fail(end.toException());
            return false;
        }
        if (end.remedy() == Remedy.DRAIN) {
            queue.awaitHalfEmpty();
        }
        return awaitChannel(pause.get());
    }

    void close() {
        change(() -> closed = true);
    }

    @Override
    public void ended() {
        change(() -> {});
    }

    private void change(Runnable work) {
        lock.lock();
        try {
            work.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Silence silence() {
        return silence;
    }

    /** Returns whether all events of a channel have arrived and been handled. Asks in the order of their way, to miss none. */
    boolean isSilent(String channel) {
        return silence.isSilent(channel, System.nanoTime()) && queue.isDrained(channel);
    }

    StreamCounters counters() {
        lock.lock();
        try {
            boolean open = session != null && session.isOpen();
            String failure = open ? "" : losses.reason();
            long lost = losses.count();
            return new StreamCounters(
                    events, channels.duplicates(), sessions, lost, losses.pauses(), queue.bytes(), open, failure);
        } finally {
            lock.unlock();
        }
    }
}
