/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.streaming;

import dev.tandem.salesforce.simulator.events.BusEvent;
import org.cometd.server.ServerMessageImpl;

/** An event on its way to a subscriber: the data exactly as they are kept. */
final class EventMessage extends ServerMessageImpl {
    private static final long serialVersionUID = 1L;

    EventMessage(BusEvent event, String channel) {
        put("channel", channel);
        freeze("{\"data\":" + event.data() + ",\"channel\":\"" + channel + "\"}");
    }
}
