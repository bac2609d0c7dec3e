/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The objects that the org knows now. Reads are free of locks; a change replaces the object's description. */
public final class Catalog {
    private final Map<String, SObject> objects = new ConcurrentSkipListMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<String, Integer> slotsUsed = new HashMap<>();
    private final Clock clock;
    private int customPrefixes;

    public Catalog(Clock clock) {
        this.clock = clock;
    }

    /** The object of that name, whatever its case, or null. */
    public SObject object(String name) {
        return objects.get(name);
    }

    public Collection<SObject> objects() {
        return objects.values();
    }

    /** The object whose ids begin with the prefix, or null. */
    public SObject objectOfPrefix(String keyPrefix) {
        return objects.values().stream()
                .filter(object -> keyPrefix.equals(object.keyPrefix()))
                .findFirst()
                .orElse(null);
    }

    /**
     * Returns the relationship of that name, whatever its case: one that the parent's describe result lists, or that of a
     * custom field, which goes by the plural label of its object.
     */
    public Optional<ChildRelationship> children(SObject parent, String relationship) {
        Stream<ChildRelationship> listed = StreamSupport.stream(
                        parent.childRelationships().spliterator(), false)
                .filter(known -> objects.containsKey(known.path("childSObject").asText("")))
                .map(known -> {
                    SObject child = objects.get(known.get("childSObject").textValue());
                    Field reference = child.systemField(known.path("field").asText(""));
                    return new ChildRelationship(known.path("relationshipName").asText(""), child, reference);
                });
        Stream<ChildRelationship> custom = objects.values().stream()
                .flatMap(child -> child.fields().stream()
                        .filter(field ->
                                field.is("custom") && field.referenceTo().contains(parent.name()))
                        .map(field -> new ChildRelationship(
                                child.labelPlural().replaceAll("\\W", "") + "__r", child, field)));
        return Stream.concat(listed, custom)
                .filter(found -> found.name().equalsIgnoreCase(relationship))
                .findFirst();
    }

    /** Describes an object, new or known; {@code described} may be sparse. Fields that keep name and shape keep their slot. */
    public synchronized SObject describe(String name, ObjectNode described) {
        SObject known = objects.get(name);
        boolean takesFree = known == null && !described.has("keyPrefix");
        String prefix = takesFree ? freePrefix() : known == null ? null : known.keyPrefix();
        return replace(
                known,
                SparseDescribe.complete(name, described, prefix),
                SparseDescribe.completeFields(name, described));
    }

    /** Adds the field, or replaces its description. */
    public synchronized SObject addField(String object, ObjectNode described) {
        SObject known = objects.get(object);
        ObjectNode complete = SparseDescribe.completeField(described);
        List<ObjectNode> fields =
                new ArrayList<>(describedWithout(known, complete.get("name").textValue()));
        fields.add(complete);
        return replace(known, known.head(), fields);
    }

    public synchronized SObject removeField(String object, String field) {
        SObject known = objects.get(object);
        return replace(known, known.head(), describedWithout(known, field));
    }

    private SObject replace(SObject known, ObjectNode head, List<ObjectNode> fields) {
        String name = head.get("name").textValue();
        List<Field> placed = new ArrayList<>();
        for (ObjectNode described : fields) {
            placed.add(Field.of(described, slot(known, name, described)));
        }
        SObject object = new SObject(head, placed, laterThan(known));
        objects.put(name, object);
        return object;
    }

    private int slot(SObject known, String object, ObjectNode described) {
        Field before = known == null ? null : known.field(described.get("name").textValue());
        FieldType type = FieldType.of(described.get("type").textValue());
        boolean keeps = before != null && before.type().shape() == type.shape();
        return keeps ? before.slot() : slotsUsed.merge(object.toLowerCase(Locale.ROOT), 1, Integer::sum) - 1;
    }

    /**
     * Returns the time of the change, rounded up because If-Modified-Since compares whole seconds: a client that described
     * earlier in this second sees the change.
     */
    private Instant laterThan(SObject known) {
        Instant next = clock.instant().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        return known == null || known.describedAt().isBefore(next)
                ? next
                : known.describedAt().plusSeconds(1);
    }

    private static List<ObjectNode> describedWithout(SObject object, String field) {
        return object.fields().stream()
                .filter(known -> !known.name().equalsIgnoreCase(field))
                .map(Field::describe)
                .toList();
    }

    private String freePrefix() {
        return String.format(Locale.ROOT, "a%02d", customPrefixes++);
    }
}
