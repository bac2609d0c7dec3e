/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.events;

import dev.tandem.salesforce.simulator.schema.Catalog;
import dev.tandem.salesforce.simulator.schema.SObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The channels of the org, and the events that each of them shows. All channels under {@code /data} are views of one stream. */
public final class Channels {
    public static final String CHANGE_EVENTS = "/data/ChangeEvents";

    /** The stream of change events. */
    public static final String DATA = "/data";

    private static final Pattern OWN_STREAM = Pattern.compile("/(event|topic|u)/.+");

    /** A channel's window on the bus. */
    public record View(String stream, Predicate<BusEvent> sees) {}

    private final Catalog catalog;
    private final Map<String, Set<String>> custom = new ConcurrentHashMap<>();
    private final Set<String> injectedEntities = ConcurrentHashMap.newKeySet();
    private final Set<String> injectedChannels = ConcurrentHashMap.newKeySet();
    private final List<Predicate<String>> registers = new CopyOnWriteArrayList<>();

    public Channels(Catalog catalog) {
        this.catalog = catalog;
    }

    /** {@code Account} has {@code /data/AccountChangeEvent}, {@code Employee__c} has {@code /data/Employee__ChangeEvent}. */
    public static String of(String entity) {
        String stem = entity.endsWith("__c") ? entity.substring(0, entity.length() - 1) : entity;
        return "/data/" + stem + "ChangeEvent";
    }

    /** The view of a channel; names are case-sensitive. Empty where there is no such channel. */
    public Optional<View> view(String channel) {
        if (OWN_STREAM.matcher(channel).matches()) {
            boolean exists = injectedChannels.contains(channel)
                    || registers.stream().anyMatch(register -> register.test(channel));
            return exists
                    ? Optional.of(new View(channel, event -> event.stream().equals(channel)))
                    : Optional.empty();
        }
        if (channel.equals(CHANGE_EVENTS)) {
            return Optional.of(new View(DATA, event -> event.stream().equals(DATA)));
        }
        if (custom.containsKey(channel)) {
            Set<String> members = custom.get(channel);
            return Optional.of(new View(DATA, event -> members.contains(event.entity())));
        }
        return entity(channel).map(entity -> new View(DATA, event -> entity.equals(event.entity())));
    }

    /** The stream that an event on this channel belongs to. */
    public static String stream(String channel) {
        return channel.startsWith("/data/") ? DATA : channel;
    }

    /** Makes a custom channel such as {@code /data/Sales__chn}. */
    public void define(String channel, Set<String> entities) {
        custom.put(channel, Set.copyOf(entities));
    }

    /** Adds a register of channels that are not of change events. */
    public void addRegister(Predicate<String> register) {
        registers.add(register);
    }

    /** Remembers a channel that the org does not have, but to which an event was injected. */
    public void admitChannel(String channel) {
        injectedChannels.add(channel);
    }

    /** Remembers an object that the org does not have, but of which an injected event speaks. */
    public void admit(String entity) {
        injectedEntities.add(entity);
    }

    /** Returns the object whose own channel this is, judging by its name. */
    public static String entityNamedBy(String channel) {
        String stem = channel.substring("/data/".length()).replaceFirst("ChangeEvent$", "");
        return stem.endsWith("__") ? stem + "c" : stem;
    }

    private Optional<String> entity(String channel) {
        if (!channel.startsWith("/data/") || !channel.endsWith("ChangeEvent")) {
            return Optional.empty();
        }
        String entity = entityNamedBy(channel);
        SObject object = catalog.object(entity);
        boolean captured = object != null && object.name().equals(entity) && object.isCaptured();
        return captured || injectedEntities.contains(entity) ? Optional.of(entity) : Optional.empty();
    }
}
