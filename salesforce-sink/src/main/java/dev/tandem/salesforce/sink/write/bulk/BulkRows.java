/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.bulk.IngestCsv;
import dev.tandem.salesforce.client.bulk.IngestCsv.Cell;
import dev.tandem.salesforce.client.bulk.IngestOperation;
import dev.tandem.salesforce.client.bulk.IngestTarget;
import dev.tandem.salesforce.client.write.RecordWrite;
import dev.tandem.salesforce.sink.table.MappedTable;
import dev.tandem.salesforce.sink.write.send.RequestTranslator;
import dev.tandem.salesforce.sink.write.take.Ready;
import dev.tandem.twoway.row.RequestKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The CSV of a Bulk job whose rows share kind and request id. Pure. For an example table, it is in {@code
 * src/test/resources/calls/bulk-update.http}.
 */
final class BulkRows {
    private static final String ID = "Id";

    private BulkRows() {}

    /** Returns the column that identifies records in the results of a job. */
    static String keyColumn(MappedTable table, RequestKind kind) {
        return kind == RequestKind.CREATE ? table.externalId().name() : ID;
    }

    static IngestTarget target(MappedTable table, RequestKind kind) {
        return IngestTarget.of(table.object(), operation(kind));
    }

    static IngestOperation operation(RequestKind kind) {
        return switch (kind) {
            case CREATE -> IngestOperation.INSERT;
            case UPDATE -> IngestOperation.UPDATE;
            case DELETE -> IngestOperation.DELETE;
        };
    }

    /** Returns the CSV of these requests; empty if the format cannot carry one of them, or not all. */
    static Optional<IngestCsv> csv(MappedTable table, List<Ready> requests) {
        RequestKind kind = requests.get(0).request().kind();
        String keyColumn = keyColumn(table, kind);
        List<Map<String, Cell>> rows = requests.stream()
                .map(ready -> cells(keyColumn, RequestTranslator.recordWrite(table, ready)))
                .toList();
        Set<String> columns = new LinkedHashSet<>();
        rows.forEach(row -> columns.addAll(row.keySet()));
        IngestCsv csv = new IngestCsv(List.copyOf(columns), IngestCsv.MAX_BYTES);
        for (Map<String, Cell> row : rows) {
            List<Cell> cells = new ArrayList<>(columns.size());
            columns.forEach(column -> cells.add(row.getOrDefault(column, new Cell.Untouched())));
            if (!IngestCsv.problemOf(cells).isEmpty() || !csv.add(cells)) {
                return Optional.empty();
            }
        }
        return Optional.of(csv);
    }

    private static Map<String, Cell> cells(String keyColumn, RecordWrite write) {
        Map<String, Cell> cells = new LinkedHashMap<>();
        if (write instanceof RecordWrite.Create create) {
            addFields(cells, create.fields());
        } else if (write instanceof RecordWrite.Update update) {
            cells.put(keyColumn, new Cell.Value(update.id().value()));
            addFields(cells, update.fields());
        } else if (write instanceof RecordWrite.Delete delete) {
            cells.put(keyColumn, new Cell.Value(delete.id().value()));
        }
        return cells;
    }

    private static void addFields(Map<String, Cell> cells, ObjectNode fields) {
        fields.properties().forEach(field -> cells.put(field.getKey(), cell(field.getValue())));
    }

    private static Cell cell(JsonNode value) {
        if (value.isNull()) {
            return new Cell.Null();
        }
        return new Cell.Value(value.isNumber() ? value.decimalValue().toPlainString() : value.asText());
    }
}
