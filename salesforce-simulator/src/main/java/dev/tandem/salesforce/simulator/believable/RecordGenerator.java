/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.believable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.simulator.records.RecordStore;
import dev.tandem.salesforce.simulator.schema.Catalog;
import dev.tandem.salesforce.simulator.schema.Field;
import dev.tandem.salesforce.simulator.schema.FieldType;
import dev.tandem.salesforce.simulator.schema.SObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** A generator of records that look like those of a real org. The same seed makes the same records. Not for several threads at once. */
public final class RecordGenerator {
    private static final JsonNodeFactory JSON = JsonNodeFactory.withExactBigDecimals(true);

    private final Catalog catalog;
    private final RecordStore store;
    private final Clock clock;
    private final Random random;
    private final Vocabulary words;
    private long made;

    public RecordGenerator(Catalog catalog, RecordStore store, Clock clock, long seed) {
        this.catalog = catalog;
        this.store = store;
        this.clock = clock;
        this.random = new Random(seed);
        this.words = new Vocabulary(random);
    }

    /**
     * Generates a new record: required fields have a value, and most others too. External ids that no one looks records up
     * by are left to the integration that owns them.
     */
    public ObjectNode create(SObject object) {
        made++;
        ObjectNode record = JSON.objectNode();
        for (Field field : object.fields()) {
            boolean needed = !field.is("nillable") || field.is("externalId");
            boolean integration = field.is("externalId") && !field.is("idLookup");
            if (field.is("createable")
                    && !integration
                    && !field.name().equals("OwnerId")
                    && (needed || random.nextInt(10) < 7)) {
                record.set(field.name(), value(field));
            }
        }
        return record;
    }

    /** Generates a change of one to three fields of a record, now and then to null. */
    public ObjectNode update(SObject object) {
        List<Field> fields = new ArrayList<>(object.fields());
        fields.removeIf(field -> !field.is("updateable")
                || field.is("externalId")
                || field.name().equals("OwnerId"));
        Collections.shuffle(fields, random);
        ObjectNode record = JSON.objectNode();
        for (Field field : fields.subList(0, Math.min(fields.size(), 1 + random.nextInt(3)))) {
            boolean clear = field.is("nillable") && random.nextInt(10) == 0;
            record.set(field.name(), clear ? JSON.nullNode() : value(field));
        }
        return record;
    }

    private JsonNode value(Field field) {
        return switch (field.type()) {
            case BOOLEAN -> JSON.booleanNode(random.nextInt(4) == 0);
            case INT, LONG -> JSON.numberNode(1 + random.nextInt(random.nextInt(10) == 0 ? 50_000 : 900));
            case CURRENCY -> JSON.numberNode(decimal(5_000_000, field.scale()));
            case PERCENT -> JSON.numberNode(decimal(100, field.scale()));
            case DOUBLE -> JSON.numberNode(number(field));
            case DATE -> JSON.textNode(date(field).toString());
            case DATETIME ->
                JSON.textNode(clock.instant()
                        .minusSeconds(random.nextInt(90 * 86_400))
                        .toString());
            case TIME -> JSON.textNode(LocalTime.of(random.nextInt(24), 15 * random.nextInt(4)) + ":00.000Z");
            case PICKLIST, COMBOBOX -> text(field, oneOf(field.picklistValues()));
            case MULTIPICKLIST -> text(field, someOf(field.picklistValues()));
            case REFERENCE -> reference(field);
            default -> text(field, field.is("externalId") ? "EXT-" + (100_000 + made) : words.forField(field));
        };
    }

    private JsonNode reference(Field field) {
        for (String target : field.referenceTo()) {
            SObject object = catalog.object(target);
            String id = object == null ? null : store.anyLive(object, random);
            if (id != null) {
                return JSON.textNode(id);
            }
        }
        return JSON.nullNode();
    }

    private BigDecimal number(Field field) {
        if (field.name().contains("Latitude")) {
            return BigDecimal.valueOf(random.nextInt(180_000_000) - 90_000_000, 6);
        }
        if (field.name().contains("Longitude")) {
            return BigDecimal.valueOf(random.nextInt(360_000_000) - 180_000_000, 6);
        }
        return decimal(100, field.scale());
    }

    /** Small amounts are more frequent than large ones. */
    private BigDecimal decimal(int below, int scale) {
        double share = random.nextDouble();
        return BigDecimal.valueOf(below * share * share).setScale(scale, RoundingMode.HALF_UP);
    }

    private LocalDate date(Field field) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        return field.name().equals("Birthdate")
                ? today.minusDays(20 * 365L + random.nextInt(40 * 365))
                : today.plusDays(random.nextInt(1000) - 500);
    }

    private static JsonNode text(Field field, String text) {
        boolean tooLong =
                field.type() != FieldType.MULTIPICKLIST && field.length() > 0 && text.length() > field.length();
        return JSON.textNode(tooLong ? text.substring(0, field.length()) : text);
    }

    private String oneOf(List<String> values) {
        return values.isEmpty() ? words.word() : values.get(random.nextInt(values.size()));
    }

    private String someOf(List<String> values) {
        return String.join(
                ";", values.stream().filter(value -> random.nextInt(3) == 0).toList());
    }
}
