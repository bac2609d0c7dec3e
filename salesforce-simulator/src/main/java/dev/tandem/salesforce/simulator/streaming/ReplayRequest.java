/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.streaming;

import dev.tandem.salesforce.simulator.events.Channels.View;
import dev.tandem.salesforce.simulator.events.EventLog;
import dev.tandem.salesforce.simulator.events.UnknownReplayId;
import java.util.Map;

/** From where a subscriber wants its events: the replay extension of a subscribe message. */
final class ReplayRequest {
    private static final long NEW_EVENTS = -1;
    private static final long ALL_EVENTS = -2;

    private ReplayRequest() {}

    /** The replay id that is asked for, or what is wrong with the request. */
    static Answer read(Map<String, Object> ext, String channel) {
        Object replay = ext == null ? null : ext.get("replay");
        if (!(replay instanceof Map<?, ?> map)) {
            return new Answer(NEW_EVENTS, null);
        }
        String key = channel.split("\\?", 2)[0];
        if (!map.containsKey(key)) {
            return new Answer(
                    NEW_EVENTS,
                    Refusal.of(("400::The replayId for channel {%s} wasn't found using the provided replay ID map {%s}."
                                    + " Ensure that the channel name you provided in the replay map is valid and matches the channel name used for subscribing.")
                            .formatted(key, map)));
        }
        try {
            return new Answer(Long.parseLong(String.valueOf(map.get(key))), null);
        } catch (NumberFormatException e) {
            return new Answer(NEW_EVENTS, invalid(String.valueOf(map.get(key))));
        }
    }

    /** A replay id, or a refusal. */
    record Answer(long replayId, Refusal refusal) {}

    /** The position in the log that belongs to a replay id. */
    static long position(long replayId, View view, EventLog log) throws UnknownReplayId {
        if (replayId == NEW_EVENTS) {
            return log.end();
        }
        return replayId == ALL_EVENTS ? log.oldest() : log.after(replayId, view.stream(), view.sees());
    }

    /** The text has two spaces after "invalid.", as Salesforce's has. */
    static Refusal invalid(String replayId) {
        return Refusal.of("400::The replayId {" + replayId + "} you provided was invalid.  Please provide a valid ID,"
                + " -2 to replay all events, or -1 to replay only new events.");
    }
}
