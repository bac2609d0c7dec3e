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
import dev.tandem.salesforce.sink.write.row.WriteContext;
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

/** A reader of the current values of records, up to 2,000 in a call. */
public final class CurrentRecords {
    private static final String MODIFIED = "LastModifiedDate";
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss[.SSS]XX");

    private final WriteContext context;

    public CurrentRecords(WriteContext context) {
        this.context = context;
    }

    /** Returns a look at the record of each row, by row key. All rows have an id. */
    public Map<String, Look> look(Collection<TwoWayRow> rows) {
        Map<RecordId, String> keys = new HashMap<>();
        rows.forEach(row -> keys.put(new RecordId(row.salesforceId()), row.key()));
        RecordsRead read = context.lookup().retrieve(context.table().object(), keys.keySet(), fields(rows));
        context.metrics().add(WriteMetric.RECORDS_LOOKED_AT, keys.size());
        Map<String, Look> looks = new HashMap<>();
        keys.forEach((id, key) ->
                looks.put(key, look(read.byId().get(id), read.serverTime().getEpochSecond())));
        return looks;
    }

    private Look look(ObjectNode record, long second) {
        if (record == null) {
            return new Look(Map.of(TwoWayRow.EXISTENCE, CanonicalValue.FALSE), 0, second);
        }
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
