/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.shape;

import dev.tandem.conflict.shape.ShapeSettings.BeforeImage;
import dev.tandem.event.Envelope;
import dev.tandem.event.Operation;
import dev.tandem.event.Origin;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;

/** The envelope of any Debezium source. */
final class DebeziumShape implements Shape {
    /** Connectors that read the whole row before a change from the log, or do not start. */
    private static final Set<String> WITH_WHOLE_BEFORE = Set.of("mysql", "mariadb", "sqlserver", "oracle", "db2");

    private final Schema rowSchema;
    private final BeforeImage beforeImage;
    private final OriginReader origin;
    private final Access op;
    private final Access before;
    private final Access after;
    private final Access source;
    private final Access connector;
    private final Access micros;
    private final Access millis;
    private final DebeziumVersion version;
    /** Null if nothing is to be filtered. */
    private final EchoFilter echoes;

    /** @param schema of the envelope; null for maps */
    DebeziumShape(Schema schema, ShapeSettings settings, Map<Object, PartitionVersions> versions) {
        Schema sourceSchema =
                schema == null ? null : schema.field(Envelope.SOURCE).schema();
        this.rowSchema = schema == null ? null : schema.field(Envelope.AFTER).schema();
        this.beforeImage = settings.beforeImage();
        this.op = Access.to(schema, Envelope.OP);
        this.before = Access.to(schema, Envelope.BEFORE);
        this.after = Access.to(schema, Envelope.AFTER);
        this.source = Access.to(schema, Envelope.SOURCE);
        this.connector = Access.to(sourceSchema, "connector");
        this.micros = Access.to(sourceSchema, "ts_us");
        this.millis = Access.to(sourceSchema, "ts_ms");
        this.version = new DebeziumVersion(sourceSchema, settings.versionFrom(), versions);
        this.echoes = EchoFilter.of(rowSchema, settings.pendingField(), settings.stateField());
        this.origin = OriginReader.of(schema, settings, value -> named(connector.of(source.of(value))));
    }

    @Override
    public Change read(ConnectRecord<?> record) {
        Object value = record.value();
        Operation operation = Operations.of(op.of(value));
        if (operation == null) {
            return null;
        }
        Object from = source.of(value);
        long commitTs = commitTs(from);
        Object row = operation == Operation.DELETE || operation == Operation.TRUNCATE ? null : row(value);
        return new Change(
                operation,
                origin.of(value),
                version.of(from, record, commitTs),
                commitTs,
                row,
                operation == Operation.UPDATE ? wholeBefore(value, from) : null,
                null,
                null,
                operation == Operation.READ);
    }

    private Object row(Object value) {
        Object row = after.of(value);
        if (row == null) {
            throw new DataException("The Debezium envelope has no after, although its op is neither d nor t.");
        }
        return row;
    }

    private Object wholeBefore(Object value, Object from) {
        boolean whole = beforeImage == BeforeImage.WHOLE
                || (beforeImage == BeforeImage.AUTO && WITH_WHOLE_BEFORE.contains(String.valueOf(connector.of(from))));
        return whole ? before.of(value) : null;
    }

    private long commitTs(Object from) {
        Object exact = micros.of(from);
        return exact != null
                ? WholeNumbers.whole(exact, "source.ts_us")
                : WholeNumbers.microsOfMillis(WholeNumbers.whole(millis.of(from), "source.ts_ms"), "source.ts_ms");
    }

    /** Returns the name of the origin. Debezium's name for Postgres differs from Tandem's. */
    private static String named(Object connector) {
        if (connector == null) {
            throw new DataException("The change has no source.connector, so its origin is not known. Set "
                    + ShapeSettings.ORIGIN + ".");
        }
        String name = WholeNumbers.text(connector, "source.connector");
        return "postgresql".equals(name) ? Origin.POSTGRES.code() : name;
    }

    @Override
    public Schema rowSchema() {
        return rowSchema;
    }

    @Override
    public boolean isEcho(ConnectRecord<?> record, Change change) {
        if (echoes == null) {
            return false;
        }
        Object image = change.row() == null ? before.of(record.value()) : change.row();
        return echoes.isEcho(change.operation(), image);
    }

    @Override
    public boolean leavesValuesOut() {
        return true;
    }
}
