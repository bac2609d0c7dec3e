/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import java.time.Instant;

/** Where a subscription begins in its channel. */
public sealed interface ReplayFrom {

    /** What {@code ext.replay} has for it on subscribing. */
    Object wireValue();

    static ReplayFrom latest() {
        return new Latest();
    }

    static ReplayFrom earliest() {
        return new Earliest();
    }

    static ReplayFrom after(ReplayId id) {
        return new After(id);
    }

    static ReplayFrom since(Instant instant) {
        return new Since(instant);
    }

    /** Events that happen from now on (-1). */
    record Latest() implements ReplayFrom {
        @Override
        public Object wireValue() {
            return -1;
        }
    }

    /** All that Salesforce still has, about 72 hours (-2). Every one of them counts against the org's daily deliveries. */
    record Earliest() implements ReplayFrom {
        @Override
        public Object wireValue() {
            return -2;
        }
    }

    /** What came after an event that was received earlier. */
    record After(ReplayId id) implements ReplayFrom {
        @Override
        public Object wireValue() {
            return id.wireValue();
        }
    }

    /**
     * What was committed from an instant of Salesforce's clock on, for a channel whose place is known by time only:
     * everything retained is asked for, and what lies before the first event with a commit time not older than the instant
     * less {@link StreamSettings#commitTimeMargin()} is left out. So nothing later is missing, and some earlier events may
     * be handed over.
     */
    record Since(Instant instant) implements ReplayFrom {
        @Override
        public Object wireValue() {
            return -2;
        }
    }
}
