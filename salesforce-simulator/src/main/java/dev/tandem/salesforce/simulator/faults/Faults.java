/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.simulator.http.ApiRequest;
import dev.tandem.salesforce.simulator.http.Json;
import dev.tandem.salesforce.simulator.http.RequestKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The faults that are in force. Safe for use by any thread. */
public final class Faults {
    private static final class Standing {
        private final JsonNode parameters;
        private final Instant until;
        private long left;

        private Standing(JsonNode parameters, Instant until, long left) {
            this.parameters = parameters;
            this.until = until;
            this.left = left;
        }
    }

    private final Map<Fault, Standing> standing = new EnumMap<>(Fault.class);
    private final Map<Fault, Consumer<JsonNode>> actions = new EnumMap<>(Fault.class);
    private final Clock clock;

    public Faults(Clock clock) {
        this.clock = clock;
    }

    /** Says what happens when an acting fault is put. */
    public void whenPut(Fault fault, Consumer<JsonNode> action) {
        actions.put(fault, action);
    }

    /** Puts a fault in force, or lets it act; false where there is no fault of that name. */
    public boolean put(String name, JsonNode parameters) {
        Optional<Fault> fault = Fault.named(name);
        fault.ifPresent(known -> {
            if (known.kind() == Fault.Kind.ACTION) {
                actions.get(known).accept(parameters);
            } else {
                stand(known, parameters);
            }
        });
        return fault.isPresent();
    }

    public synchronized boolean remove(String name) {
        Optional<Fault> fault = Fault.named(name);
        fault.ifPresent(standing::remove);
        return fault.isPresent();
    }

    public synchronized void removeAll() {
        standing.clear();
    }

    /** Lets the fault strike if it is in force, which uses up one of its {@code count}; returns whether it did. */
    public boolean tryStrike(Fault fault) {
        return tryStrike(fault, parameters -> true).isPresent();
    }

    /** Lets the fault strike if it is in force and meant for this occasion; returns its parameters if it did. */
    public synchronized Optional<JsonNode> tryStrike(Fault fault, Predicate<JsonNode> occasion) {
        Standing found = standing.get(fault);
        if (found == null || !occasion.test(found.parameters)) {
            return Optional.empty();
        }
        if (clock.instant().isAfter(found.until)) {
            standing.remove(fault);
            return Optional.empty();
        }
        if (--found.left == 0) {
            standing.remove(fault);
        }
        return Optional.of(found.parameters);
    }

    /** Lets the fault strike this request if it is in force and aimed at it; returns its parameters if it did. */
    public Optional<JsonNode> tryStrike(Fault fault, ApiRequest request) {
        String kind = RequestKind.of(request.path()).wireName();
        return tryStrike(
                fault,
                parameters -> parameters.path("requests").asText(kind).equals(kind)
                        && parameters.path("method").asText(request.method()).equalsIgnoreCase(request.method()));
    }

    /** Returns whether the user has View All on an object, which {@link Fault#NO_VIEW_ALL} takes from it. */
    public boolean leaveViewAll(String object) {
        return tryStrike(
                        Fault.NO_VIEW_ALL,
                        parameters -> !object.equalsIgnoreCase(
                                parameters.path("except").asText()))
                .isEmpty();
    }

    /** Returns the time in a fault's parameter {@code millis}, if the fault is in force; that uses up none of its count. */
    public synchronized Optional<Duration> duration(Fault fault, long usualMillis) {
        Standing found = standing.get(fault);
        boolean active = found != null && !clock.instant().isAfter(found.until);
        return active
                ? Optional.of(Duration.ofMillis(found.parameters.path("millis").asLong(usualMillis)))
                : Optional.empty();
    }

    /** Returns all faults, with their descriptions and whether they are in force. */
    public synchronized ArrayNode describe() {
        ArrayNode all = Json.MAPPER.createArrayNode();
        for (Fault fault : Fault.values()) {
            ObjectNode entry = all.addObject();
            entry.put("name", fault.wireName()).put("description", fault.description());
            ObjectNode parameters = entry.putObject("parameters");
            new TreeMap<>(fault.parameters()).forEach(parameters::put);
            if (fault.kind() == Fault.Kind.STANDING) {
                parameters.put("count", "how many times it strikes (until deleted)");
                parameters.put("seconds", "how long it stands (until deleted)");
            }
            entry.put("acts", fault.kind() == Fault.Kind.ACTION ? "at once" : "until deleted");
            entry.put("active", standing.containsKey(fault));
        }
        return all;
    }

    private synchronized void stand(Fault fault, JsonNode parameters) {
        boolean timed = parameters.hasNonNull("seconds");
        Instant until = timed
                ? clock.instant().plusMillis((long) (parameters.get("seconds").doubleValue() * 1000))
                : Instant.MAX;
        long count = parameters.path("count").asLong(Long.MAX_VALUE);
        standing.put(fault, new Standing(parameters, until, count));
    }
}
