/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The position at which a subscription begins. */
public sealed interface ReplayFrom {

    /** Returns the value for {@code ext.replay} in the subscribe message. */
    Object wireValue();

    static ReplayFrom latest() {
        return new Latest();
    }

    /**
     * Returns whether Salesforce still has all events from here on, as far as that can be known without asking.
     *
     * @param retention the time for which Salesforce keeps events of the channel
     */
    default boolean isRetained(Instant serverTime, Duration retention) {
        return true;
    }

    static ReplayFrom earliest() {
        return new Earliest();
    }

    static ReplayFrom after(ReplayId id) {
        return new After(List.of(id));
    }

    /**
     * Returns the position after events that this stream has delivered. A channel that was left can resume there in the same
     * session, however many events it has received since.
     *
     * @param last the replay ids of the last events before the position, oldest first. The last id is there as often as events
     *     with it were taken. There must be another one before it, for the same session to resume
     */
    static ReplayFrom afterDelivered(List<ReplayId> last) {
        return new After(List.copyOf(last));
    }

    static ReplayFrom since(Instant instant) {
        return new Since(instant);
    }

    /** Only new events (-1). */
    record Latest() implements ReplayFrom {
        @Override
        public Object wireValue() {
            return -1;
        }
    }

    /** All events that Salesforce retains, about 72 hours (-2). Each counts against the org's daily deliveries. */
    record Earliest() implements ReplayFrom {
        @Override
        public Object wireValue() {
            return -2;
        }
    }

    /**
     * The events after those that were received earlier.
     *
     * @param last the replay ids before the position, as far as they are known, oldest first; never empty
     */
    record After(List<ReplayId> last) implements ReplayFrom {
        @Override
        public Object wireValue() {
            return last.get(last.size() - 1).wireValue();
        }
    }

    /**
     * The events committed since an instant of Salesforce's clock, for a channel whose position is only known by time. All
     * retained events are requested. Those before the first one committed after the instant, less
     * {@link StreamSettings#commitTimeMargin()}, are dropped. So nothing later is missing, and some earlier events may be
     * delivered.
     */
    record Since(Instant instant) implements ReplayFrom {
        /** A request for all retained events does not fail, however many are gone. So the last hour is not trusted. */
        private static final Duration MARGIN = Duration.ofHours(1);

        @Override
        public boolean isRetained(Instant serverTime, Duration retention) {
            return !instant.isBefore(serverTime.minus(retention).plus(MARGIN));
        }

        @Override
        public Object wireValue() {
            return -2;
        }
    }
}
