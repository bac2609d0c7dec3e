/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.events;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * The event bus: every stream's events in the order of their arrival, as far back as they are retained. Readers hold a
 * position, so a slow one costs no memory. Safe for any thread; listeners are called after the event can be read, and must not block.
 */
public final class EventLog {
    /** The events that the subscriptions of one session read next. */
    public record Page(List<BusEvent> events, long next) {}

    private static final Duration DAY = Duration.ofDays(1);

    private final List<BusEvent> events = new ArrayList<>();
    private final Map<String, Long> newestIds = new HashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Retention retention;
    private final Clock clock;
    private final RandomGenerator gaps;
    private long end;

    public EventLog(Retention retention, Clock clock, RandomGenerator gaps) {
        this.retention = retention;
        this.clock = clock;
        this.gaps = gaps;
    }

    public void onAppend(Runnable listener) {
        listeners.add(listener);
    }

    /** Appends an event whose data are made for the replay id that it gets. */
    public BusEvent append(String stream, String entity, LongFunction<String> data) {
        BusEvent event;
        synchronized (this) {
            long replayId = newestIds.getOrDefault(stream, 0L) + step();
            event = add(stream, entity, replayId, data.apply(replayId));
        }
        listeners.forEach(Runnable::run);
        return event;
    }

    /** Appends an event that brings its own replay id, even one that was there before or is lower than the last. */
    public BusEvent appendAsGiven(String stream, String entity, long replayId, String data) {
        BusEvent event;
        synchronized (this) {
            event = add(stream, entity, replayId, data);
        }
        listeners.forEach(Runnable::run);
        return event;
    }

    /** The position of the next event to arrive. */
    public synchronized long end() {
        return end;
    }

    /** The position of the oldest retained event. */
    public synchronized long oldest() {
        trim();
        return end - events.size();
    }

    /** The position behind the last event with that id; one that only the rest of the stream has will do. */
    public synchronized long after(long replayId, String stream, Predicate<BusEvent> view) throws UnknownReplayId {
        trim();
        long elsewhere = -1;
        for (int i = events.size() - 1; i >= 0; i--) {
            BusEvent event = events.get(i);
            if (event.replayId() == replayId && event.stream().equals(stream) && isRetained(event)) {
                if (view.test(event)) {
                    return event.position() + 1;
                }
                elsewhere = Math.max(elsewhere, event.position() + 1);
            }
        }
        if (elsewhere < 0) {
            throw new UnknownReplayId(replayId);
        }
        return elsewhere;
    }

    /** Reads events that the view sees, from a position on, until so many events or characters are found. */
    public synchronized Page read(long from, Predicate<BusEvent> view, int atMost, int characters) {
        List<BusEvent> found = new ArrayList<>();
        long oldest = end - events.size();
        long position = Math.max(from, oldest);
        int size = 0;
        while (position < end && found.size() < atMost && size < characters) {
            BusEvent event = events.get((int) (position - oldest));
            if (view.test(event) && isRetained(event)) {
                found.add(event);
                size += event.data().length();
            }
            position++;
        }
        return new Page(found, position);
    }

    /** A position so far before another that the view shows {@code count} events in between, as far as they are retained. */
    public synchronized long before(long position, Predicate<BusEvent> view, int count) {
        long earlier = position;
        int seen = 0;
        for (long at = position - 1; at >= end - events.size() && seen < count; at--) {
            BusEvent event = events.get((int) (at - end + events.size()));
            if (view.test(event)) {
                earlier = at;
                seen++;
            }
        }
        return earlier;
    }

    /** Forgets all but the newest {@code kept} events. */
    public synchronized void expire(int kept) {
        events.subList(0, Math.max(0, events.size() - kept)).clear();
    }

    public synchronized int retained() {
        return events.size();
    }

    /** The newest replay id of a stream, 0 before the first event. */
    public synchronized long newestReplayId(String stream) {
        return newestIds.getOrDefault(stream, 0L);
    }

    /** The replay id of the oldest retained event of a stream, 0 when there is none. */
    public synchronized long oldestReplayId(String stream) {
        return events.stream()
                .filter(event -> event.stream().equals(stream))
                .mapToLong(BusEvent::replayId)
                .findFirst()
                .orElse(0);
    }

    private BusEvent add(String stream, String entity, long replayId, String data) {
        BusEvent event = new BusEvent(end++, stream, entity, replayId, data, clock.millis());
        newestIds.merge(stream, replayId, Math::max);
        events.add(event);
        if (events.size() > retention.events() + retention.events() / 8) {
            expire(retention.events());
        }
        return event;
    }

    /** Returns whether an event is not too old for its stream: those of PushTopics and generic channels last for a day. */
    private boolean isRetained(BusEvent event) {
        boolean shortLived =
                event.stream().startsWith("/topic/") || event.stream().startsWith("/u/");
        return !shortLived || event.arrivedAt() > clock.millis() - DAY.toMillis();
    }

    private void trim() {
        long tooOld = clock.millis() - retention.age().toMillis();
        int expired = Math.max(0, events.size() - retention.events());
        while (expired < events.size() && events.get(expired).arrivedAt() < tooOld) {
            expired++;
        }
        events.subList(0, expired).clear();
    }

    /** Replay ids rise, but not by one: other orgs' events are on the same bus. */
    private long step() {
        return gaps.nextInt(4) == 0 ? 2 + gaps.nextInt(20) : 1;
    }
}
