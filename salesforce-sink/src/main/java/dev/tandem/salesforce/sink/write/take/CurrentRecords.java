/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.take;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.rest.RecordsRead;
import dev.tandem.salesforce.sink.metrics.WriteMetric;
import dev.tandem.salesforce.sink.table.FieldJson;
import dev.tandem.salesforce.sink.write.row.TableContext;
import dev.tandem.twoway.row.Request;
import dev.tandem.twoway.row.RequestKind;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.rule.Look;
import dev.tandem.twoway.value.CanonicalValue;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A reader of the current values of records, up to 2,000 in a call. */
public final class CurrentRecords {
    private static final String MODIFIED = "LastModifiedDate";
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss[.SSS]XX");

    private final TableContext context;

    public CurrentRecords(TableContext context) {
        this.context = context;
    }

    /**
     * Returns looks at the records of rows, by row key. All rows have an id. A row whose record is neither found nor certainly deleted has
     * no look.
     */
    public Map<String, Look> look(Collection<TwoWayRow> rows) {
        RecordsRead read = read(rows);
        List<TwoWayRow> unfound =
                rows.stream().filter(row -> !read.byId().containsKey(id(row))).toList();
        Set<RecordId> absent = unfound.stream()
                .filter(row -> !isDeletedByUs(row))
                .map(CurrentRecords::id)
                .collect(Collectors.toSet());
        Set<RecordId> deleted =
                context.absentRecords().findDeleted(context.table().object(), absent);
        Map<String, Look> looks = looksAtFound(rows, read);
        Look gone = new Look(
                Map.of(TwoWayRow.EXISTENCE, CanonicalValue.FALSE),
                0,
                read.serverTime().getEpochSecond());
        unfound.stream()
                .filter(row -> isDeletedByUs(row) || deleted.contains(id(row)))
                .forEach(row -> looks.put(row.key(), gone));
        return looks;
    }

    /** Like {@link #look}, but without looks at records that are not found. */
    Map<String, Look> lookAtFound(Collection<TwoWayRow> rows) {
        return looksAtFound(rows, read(rows));
    }

    private RecordsRead read(Collection<TwoWayRow> rows) {
        Set<RecordId> ids = rows.stream().map(CurrentRecords::id).collect(Collectors.toSet());
        context.metrics().add(WriteMetric.RECORDS_LOOKED_AT, ids.size());
        return context.lookup().retrieve(context.table().object(), ids, fields(rows));
    }

    private static RecordId id(TwoWayRow row) {
        return new RecordId(row.salesforceId());
    }

    /** Returns whether Salesforce has answered that the record is deleted. */
    private static boolean isDeletedByUs(TwoWayRow row) {
        return row.request().kind() == RequestKind.DELETE && row.request().isAnswered();
    }

    private Map<String, Look> looksAtFound(Collection<TwoWayRow> rows, RecordsRead read) {
        Map<String, Look> looks = new HashMap<>();
        for (TwoWayRow row : rows) {
            ObjectNode record = read.byId().get(id(row));
            if (record != null) {
                looks.put(row.key(), look(record, read.serverTime().getEpochSecond()));
            }
        }
        return looks;
    }

    private Look look(ObjectNode record, long second) {
        String modified = record.path(MODIFIED).asText();
        return new Look(
                FieldJson.read(context.table(), record),
                OffsetDateTime.parse(modified, STAMP).toEpochSecond(),
                second);
    }

    /** Returns the fields that the requests send. A delete is compared with everything that people can change. */
    private List<String> fields(Collection<TwoWayRow> rows) {
        Set<String> columns = new LinkedHashSet<>();
        for (TwoWayRow row : rows) {
            Request request = row.request();
            if (request.kind() == RequestKind.DELETE) {
                columns.addAll(context.table().editableColumns());
            } else {
                columns.addAll(request.sent().keySet());
            }
        }
        Set<String> fields = new LinkedHashSet<>(context.table().fieldNames(columns));
        fields.add(MODIFIED);
        return List.copyOf(fields);
    }
}
