/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.table;

import dev.tandem.salesforce.client.rest.FieldDescription;
import dev.tandem.salesforce.client.rest.SObjectDescription;
import dev.tandem.salesforce.client.rest.SObjectName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The fields that the columns of a table belong to. Names match whatever their case is, for Heroku Connect's are in lower case. Pure. */
final class FieldMatch {
    private static final String ID = "Id";
    private static final String HEROKU_ID = "sfid";

    private final Map<String, FieldDescription> fields = new LinkedHashMap<>();
    private String recordIdColumn;

    private FieldMatch() {}

    static FieldMatch of(SObjectDescription object, Collection<String> columns) {
        Map<String, FieldDescription> byLowerName = new LinkedHashMap<>();
        object.fields().forEach(field -> byLowerName.put(lower(field.name()), field));
        FieldMatch match = new FieldMatch();
        boolean isHeroku = columns.contains(HEROKU_ID);
        match.recordIdColumn = isHeroku ? HEROKU_ID : match.find(columns, ID);
        for (String column : columns) {
            FieldDescription field = object.field(column).orElse(byLowerName.get(lower(column)));
            boolean isData =
                    field != null && !field.name().equals(ID) && !field.type().isCompound();
            if (isData && !column.equals(match.recordIdColumn)) {
                match.fields.put(column, field);
            }
        }
        return match;
    }

    /**
     * Returns the columns that name parents by their keys. Their names are those of Heroku Connect: the relationship's, two
     * underscores, and the parent's external id field.
     *
     * @param externalIds the external id fields of objects whose tables take inserts
     */
    List<ParentLink> links(Collection<String> columns, Map<SObjectName, String> externalIds) {
        List<ParentLink> links = new ArrayList<>();
        fields.forEach((reference, field) -> {
            for (String target : MappedTable.isWritable(field) ? field.referenceTo() : List.<String>of()) {
                SObjectName parent = new SObjectName(target);
                String name = field.relationshipName().orElse("") + "__" + externalIds.get(parent);
                String column = find(columns, name);
                if (column != null) {
                    links.add(new ParentLink(column, reference, parent, !field.nillable()));
                }
            }
        });
        return links;
    }

    private String find(Collection<String> columns, String name) {
        return columns.stream()
                .filter(name::equals)
                .findFirst()
                .or(() -> columns.stream().filter(name::equalsIgnoreCase).findFirst())
                .orElse(null);
    }

    /** Returns the column of Salesforce's id. */
    Optional<String> recordIdColumn() {
        return Optional.ofNullable(recordIdColumn);
    }

    /** Returns the fields by column, in the order of the columns. */
    Map<String, FieldDescription> fields() {
        return fields;
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
