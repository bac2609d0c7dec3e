/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.offset;

import java.util.Optional;

/**
 * The org, object, channel, topic and filter through which changes reach the topic. A stored position, and the records in a topic, keep
 * their meaning only while it stays the same.
 *
 * @param org the id of the org; it changes with the refresh of a sandbox
 * @param channel the channel of the events; {@link #POLLS} if there are none
 * @param topic the topic of the records
 * @param filter the condition that the records meet, if there is one
 * @param keyPrefix the first characters of the ids of all records, if they are known. An object that is deleted and created again
 *     under the same name has others
 */
public record Route(String org, String channel, String topic, Optional<String> filter, Optional<String> keyPrefix) {

    /** The channel of an object that is polled. */
    private static final String POLLS = "none";

    /** Returns this route without events. */
    public Route polling() {
        return new Route(org, POLLS, topic, filter, keyPrefix);
    }

    /** Returns whether changes are noticed by polls, so that there may be no events of them. */
    public boolean polls() {
        return channel.equals(POLLS);
    }

    /**
     * Returns whether Salesforce leaves out the events of objects that the user may not see, without a word. It rejects a subscription
     * to an object's own channel. Source: "Required Permissions for Change Events Received by CometD Subscribers".
     */
    public boolean mayHideEvents() {
        return channel.endsWith("__chn");
    }

    /** Returns whether the object is not another one of the same name. */
    public boolean copiesSameObjectAs(Route other) {
        return keyPrefix.isEmpty() || other.keyPrefix.isEmpty() || keyPrefix.equals(other.keyPrefix);
    }

    /** Returns whether positions in the event stream of another route are valid in this one. */
    public boolean sharesEventsWith(Route other) {
        return org.equals(other.org) && channel.equals(other.channel);
    }

    /** Returns whether records of another route, copied until now, may be those that this one never copies. */
    public boolean mayLeaveRowsOf(Route other) {
        return !org.equals(other.org) || !copiesSameObjectAs(other) || !filter.equals(other.filter);
    }

    /** Returns whether the records of another route, copied until now, are what this one would have copied. */
    public boolean sharesRecordsWith(Route other) {
        return org.equals(other.org) && topic.equals(other.topic) && filter.equals(other.filter);
    }
}
