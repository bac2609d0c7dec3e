/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink;

import dev.tandem.postgres.session.TableId;
import dev.tandem.salesforce.client.rest.FieldDescription;
import dev.tandem.salesforce.client.rest.FieldType;
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.sink.table.MappedTable;
import dev.tandem.salesforce.sink.table.ParentLink;
import dev.tandem.salesforce.sink.write.take.Ready;
import dev.tandem.twoway.row.Request;
import dev.tandem.twoway.row.RequestKind;
import dev.tandem.twoway.row.Settling;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.rule.Taken;
import dev.tandem.twoway.schema.ColumnNumbers;
import dev.tandem.twoway.state.RowStore;
import dev.tandem.twoway.state.TableShape;
import dev.tandem.twoway.state.TableShape.Field;
import dev.tandem.twoway.value.CanonicalValue;
import dev.tandem.twoway.value.FieldKind;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The example table of golden files, with requests of its rows. An account may refer to its parent. */
public final class AccountExample {
    public static final ParentLink PARENT =
            new ParentLink("Parent__Tandem_Key__c", "ParentId", new SObjectName("Account"), false);
    public static final MappedTable TABLE = table();

    private static final Instant READ = Instant.parse("2026-11-06T08:05:09.900Z");
    private static final long REQUEST = 1_794_000_000_000_000L;

    private AccountExample() {}

    /** Returns an update that Salesforce rejects if the record was modified since it was read. */
    public static Ready guardedUpdate() {
        return new Ready(new Taken(updated()), updated(), Optional.of(READ));
    }

    public static Ready update() {
        return new Ready(new Taken(updated()), updated(), Optional.empty());
    }

    public static Ready create() {
        return unguarded(row(null, RequestKind.CREATE, values("Name", "Acme", "NumberOfEmployees", "12")));
    }

    public static Ready delete() {
        return unguarded(row("001RM000004UF9sYAG", RequestKind.DELETE, Map.of()));
    }

    private static TwoWayRow updated() {
        return row("001RM000004UF9sYAG", RequestKind.UPDATE, values("Name", "Acme", "NumberOfEmployees", null));
    }

    private static Ready unguarded(TwoWayRow row) {
        return new Ready(new Taken(row), row, Optional.empty());
    }

    private static TwoWayRow row(String id, RequestKind kind, Map<String, CanonicalValue> sent) {
        Request request = new Request(REQUEST, kind, sent, Request.UNANSWERED, REQUEST, false, Settling.NONE);
        return new TwoWayRow("17", id, Map.of(), 1, Map.of(), request, TwoWayRow.NOT_FAILED);
    }

    private static Map<String, CanonicalValue> values(String... namesAndTexts) {
        Map<String, CanonicalValue> values = new LinkedHashMap<>();
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            FieldKind kind =
                    TABLE.store().table().fields().get(namesAndTexts[i]).kind();
            values.put(namesAndTexts[i], CanonicalValue.of(kind, namesAndTexts[i + 1]));
        }
        return values;
    }

    private static MappedTable table() {
        Map<String, FieldDescription> fields = new LinkedHashMap<>();
        fields.put("Name", field("Name", FieldType.STRING, "string", List.of()));
        fields.put("NumberOfEmployees", field("NumberOfEmployees", FieldType.INT, "int", List.of()));
        fields.put("ParentId", field("ParentId", FieldType.REFERENCE, "reference", List.of("Account")));
        Map<String, Field> columns = new LinkedHashMap<>();
        columns.put("Name", new Field(FieldKind.TEXT, "text"));
        columns.put("NumberOfEmployees", new Field(FieldKind.NUMBER, "integer"));
        columns.put("ParentId", new Field(FieldKind.ID, "text"));
        TableShape shape =
                new TableShape(new TableId("salesforce", "Account"), Map.of("_sync_key", "bigint"), "Id", columns);
        return new MappedTable(
                new RowStore(shape),
                new SObjectName("Account"),
                new ColumnNumbers(shape.id(), Map.of()),
                fields,
                Map.of(),
                field("Tandem_Key__c", FieldType.STRING, "string", List.of()),
                List.of(PARENT));
    }

    private static FieldDescription field(String name, FieldType type, String typeName, List<String> referenceTo) {
        return new FieldDescription(
                name,
                name,
                type,
                typeName,
                255,
                0,
                0,
                0,
                true,
                true,
                true,
                false,
                name.endsWith("__c"),
                name.endsWith("__c"),
                name.endsWith("__c"),
                false,
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                referenceTo,
                Optional.empty(),
                List.of());
    }
}
