/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.mapping;

import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.tandem.event.Envelope;
import dev.tandem.salesforce.client.rest.FieldDescription;
import dev.tandem.salesforce.client.rest.FieldType;
import dev.tandem.salesforce.client.rest.SObjectDescription;
import dev.tandem.salesforce.source.offset.ColumnSet;
import dev.tandem.salesforce.source.offset.ColumnSet.Change;
import dev.tandem.salesforce.source.settings.FieldSettings;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * The layout of one object's records, derived from one describe: its columns, their names in change events, and the
 * schemas. Immutable, so it can be shared and compared by identity.
 */
public final class RowLayout {
    /** The field that every object is keyed by. */
    public static final String ID = "Id";

    private static final String PERSON_NAME = "Name";

    private final SObjectDescription description;
    private final Map<String, Column> columns = new LinkedHashMap<>();
    /** Parts of compound fields by the compound's name, and then by the path that events give them: {@code BillingAddress.Street}. */
    private final Map<String, Map<String, Column>> components = new HashMap<>();

    /** Parts of all compound fields by path. */
    private final Map<String, Part> parts = new HashMap<>();

    private final Set<String> leftOut = new TreeSet<>();
    private final String topic;
    private final Schema row;
    private final Schema envelope;
    private final List<String> columnNames;
    private final Map<String, String> columnTypes;
    private final ColumnSet columnSet;

    /** @param previous whose schemas are kept if the rows look the same, since converters cache by identity; may be null */
    private RowLayout(SObjectDescription description, FieldSettings settings, String topic, RowLayout previous) {
        this.description = description;
        this.topic = topic;
        Map<String, FieldDescription> copied = new LinkedHashMap<>();
        Map<String, ValueReader> readers = new HashMap<>();
        FieldFilter filter = new FieldFilter(settings);
        SchemaBuilder schema =
                SchemaBuilder.struct().name(Envelope.rowSchemaName(topic)).optional();
        for (FieldDescription field : description.fields()) {
            var mapping = FieldTypeMapping.of(field, settings.decimals());
            if (mapping.isEmpty() || isComposed(field) || !filter.copies(object(), field.name())) {
                leftOut.add(field.name());
                field.compoundFieldName().ifPresent(parent -> leftOut.add(path(parent, field.name())));
                continue;
            }
            schema.field(field.name(), mapping.get().schema());
            copied.put(field.name(), field);
            readers.put(field.name(), mapping.get().reader());
        }
        Schema built = schema.build();
        boolean same = previous != null && previous.row.equals(built);
        this.row = same ? previous.row : built;
        this.envelope = same ? previous.envelope : Envelope.schema(topic, built);
        this.columnNames = List.copyOf(copied.keySet());
        this.columnTypes = copied.values().stream().collect(toUnmodifiableMap(FieldDescription::name, RowLayout::type));
        this.columnSet = ColumnSet.of(columnTypes);
        for (Field field : row.fields()) {
            addColumn(
                    copied.get(field.name()),
                    new Column(field, copied.get(field.name()).typeName(), readers.get(field.name())));
        }
    }

    /** @param topic where the object's records go, which names the schemas */
    public static RowLayout of(SObjectDescription description, FieldSettings settings, String topic) {
        return new RowLayout(description, settings, topic, null);
    }

    /** Returns the layout after this one. */
    public RowLayout next(SObjectDescription newer, FieldSettings settings) {
        return new RowLayout(newer, settings, topic, this);
    }

    /**
     * A person's name is made of parts, and a change event has only those that changed, so the whole would go stale. Where
     * it can be written (accounts of an org with person accounts), it is also the name of a business, and has its own value.
     */
    private boolean isComposed(FieldDescription field) {
        return field.name().equals(PERSON_NAME) && !field.createable() && hasComponents(field.name());
    }

    private boolean hasComponents(String parent) {
        return description.fields().stream()
                .anyMatch(field ->
                        field.compoundFieldName().filter(parent::equals).isPresent()
                                && !field.name().equals(parent));
    }

    private void addColumn(FieldDescription field, Column column) {
        columns.put(column.name(), column);
        field.compoundFieldName().filter(parent -> !parent.equals(field.name())).ifPresent(parent -> {
            Part part = Part.of(path(parent, field.name()), column);
            components.computeIfAbsent(parent, p -> new LinkedHashMap<>()).put(part.path(), column);
            parts.put(part.path(), part);
        });
    }

    /**
     * Returns the name of a part inside its compound field: {@code BillingStreet} is {@code Street} of {@code BillingAddress},
     * {@code Site__Latitude__s} is {@code Latitude} of {@code Site__c}, {@code FirstName} is itself.
     */
    static String componentName(String field, String parent) {
        String stem = field.endsWith("__s") ? field.substring(0, field.length() - 3) : field;
        String prefix = "";
        if (parent.endsWith("__c")) {
            prefix = parent.substring(0, parent.length() - 1);
        } else if (parent.endsWith("Address")) {
            prefix = parent.substring(0, parent.length() - "Address".length());
        }
        return stem.startsWith(prefix) ? stem.substring(prefix.length()) : stem;
    }

    private static String path(String parent, String field) {
        return parent + "." + componentName(field, parent);
    }

    public String object() {
        return description.name().value();
    }

    public SObjectDescription description() {
        return description;
    }

    /** Returns the names of all columns, which is what a read asks for. */
    public List<String> columnNames() {
        return columnNames;
    }

    /** Returns the fields of describe that the rows do not have. */
    public Set<String> leftOut() {
        return Collections.unmodifiableSet(leftOut);
    }

    Schema row() {
        return row;
    }

    Schema envelope() {
        return envelope;
    }

    /** Returns the column of this name, or null. */
    Column column(String name) {
        return columns.get(name);
    }

    /** Returns the columns that are parts of a compound field, by path as {@code BillingAddress.Street}; none of any other field. */
    Map<String, Column> components(String parent) {
        return components.getOrDefault(parent, Map.of());
    }

    /** Returns the part of a compound field that has this path, which contains a dot. */
    Part part(String path) {
        Part known = parts.get(path);
        return known == null ? Part.of(path, null) : known;
    }

    /**
     * A part of a compound field.
     *
     * @param path as events list it: {@code BillingAddress.Street}
     * @param parent {@code BillingAddress}
     * @param name inside the compound field: {@code Street}
     * @param column null if the rows lack it
     */
    record Part(String path, String parent, String name, Column column) {
        private static Part of(String path, Column column) {
            int point = path.indexOf('.');
            return new Part(path, path.substring(0, point), path.substring(point + 1), column);
        }
    }

    /** Checkboxes that events hold in one array of the names of those that are set, as {@code UserPreferences}. */
    List<Column> flags(String prefix) {
        return columns.values().stream()
                .filter(column -> column.reader() == ValueReader.BOOLEAN
                        && column.name().startsWith(prefix)
                        && !column.name().equals(prefix))
                .toList();
    }

    /** Returns whether describe has this field (or part of a compound field), and the rows do not. */
    boolean leavesOut(String path) {
        return leftOut.contains(path);
    }

    /** Returns the type of each column, as far as another one may change the values of records. A longer text does not. */
    public Map<String, String> columnTypes() {
        return columnTypes;
    }

    private static String type(FieldDescription field) {
        return field.typeName() + "," + field.scale();
    }

    public ColumnSet columnSet() {
        return columnSet;
    }

    /** Returns what a later layout of the object has changed. */
    public Change changeTo(RowLayout later) {
        return new Change(
                later.columnsWithout(this),
                columnsWithout(later),
                columnNames.stream()
                        .filter(name -> later.columns.containsKey(name)
                                && !later.columnTypes.get(name).equals(columnTypes.get(name)))
                        .toList());
    }

    /**
     * Returns those of new columns in which existing records have values that no event reports: checkboxes are false from the first,
     * formulas and roll-ups are computed, and what cannot be null has a default.
     */
    public List<String> filled(List<String> newColumns) {
        return description.fields().stream()
                .filter(field -> newColumns.contains(field.name()))
                .filter(field -> field.type() == FieldType.BOOLEAN || field.calculated() || !field.nillable())
                .map(FieldDescription::name)
                .toList();
    }

    private List<String> columnsWithout(RowLayout other) {
        return columnNames.stream()
                .filter(name -> !other.columns.containsKey(name))
                .toList();
    }

    /** Returns whether rows have the same form as in another layout. */
    public boolean sameColumns(RowLayout other) {
        return row == other.row || row.equals(other.row);
    }

    /** Returns whether rows have fields that Salesforce computes. */
    public boolean hasFormulas() {
        return description.fields().stream().anyMatch(field -> field.calculated() && columns.containsKey(field.name()));
    }

    /** Returns whether records carry the time at which anyone or anything last modified them. */
    public boolean hasSystemModstamp() {
        return description
                .field("SystemModstamp")
                .filter(field -> field.type() == FieldType.DATETIME)
                .isPresent();
    }
}
