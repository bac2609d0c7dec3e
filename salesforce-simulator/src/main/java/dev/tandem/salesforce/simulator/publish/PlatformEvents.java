/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.publish;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.simulator.events.EventLog;
import dev.tandem.salesforce.simulator.http.Json;
import dev.tandem.salesforce.simulator.records.SaveFailure;
import dev.tandem.salesforce.simulator.records.Values;
import dev.tandem.salesforce.simulator.records.Wire;
import dev.tandem.salesforce.simulator.schema.Field;
import dev.tandem.salesforce.simulator.schema.SObject;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Platform events: each definition has a channel, and nothing is stored. */
public final class PlatformEvents {
    static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final EventLog log;
    private final Clock clock;
    private final RandomGenerator random;

    public PlatformEvents(EventLog log, Clock clock, RandomGenerator random) {
        this.log = log;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Publishes an event at once, as an event with the publish behaviour "Publish Immediately" is. Returns its EventUuid.
     *
     * @throws SaveFailure if a field is unknown, missing, or of another type
     */
    public String publish(SObject event, ObjectNode given, String userId) {
        ObjectNode payload = Json.MAPPER.createObjectNode();
        payload.put("CreatedDate", MILLIS.format(clock.instant())).put("CreatedById", userId);
        given.fieldNames().forEachRemaining(name -> requireField(event, name));
        for (Field field : event.fields()) {
            if (field.is("createable")) {
                Object value = Values.stored(field, given.get(field.name()));
                if (value == null && !field.is("nillable")) {
                    throw new SaveFailure(
                            "REQUIRED_FIELD_MISSING",
                            "Required fields are missing: [" + field.name() + "]",
                            field.name());
                }
                payload.set(field.name(), Wire.EVENT.json(value));
            }
        }
        String uuid = new UUID(random.nextLong(), random.nextLong()).toString();
        String data = "{\"schema\":\"" + event.schemaId() + "\",\"payload\":" + payload + ",\"event\":{\"EventUuid\":\""
                + uuid + "\",\"replayId\":";
        log.append("/event/" + event.name(), event.name(), replayId -> data + replayId + "}}");
        return uuid;
    }

    private static void requireField(SObject event, String name) {
        Field field = event.field(name);
        if (!name.equals("attributes") && (field == null || !field.is("createable"))) {
            throw new SaveFailure(
                    "INVALID_FIELD", "No such column '%s' on sobject of type %s".formatted(name, event.name()));
        }
    }
}
