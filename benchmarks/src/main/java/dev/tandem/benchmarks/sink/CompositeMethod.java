/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.sink;

import dev.tandem.postgres.sink.type.BinaryArray;
import dev.tandem.postgres.sink.type.NulRule;
import dev.tandem.postgres.sink.type.Wire;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.postgresql.core.BaseConnection;
import org.postgresql.jdbc.PgArray;

/** One binary array of the table's own row type. */
record CompositeMethod(String name) implements WriteMethod {
    private static final Map<Connection, int[]> OIDS = new WeakHashMap<>();

    @Override
    public void write(Connection connection, String table, Shape shape, List<Row> batch, Expect expect)
            throws SQLException {
        int words = WriteSql.words(shape, batch);
        int[] oids = oids(connection, table);
        String masks =
                IntStream.range(0, words).mapToObj(word -> ", ?::bigint[]").collect(Collectors.joining());
        String source = "unnest(?::" + table + "[]" + masks + ") AS s(id, " + WriteSql.columns(shape, "c") + ", v"
                + IntStream.range(0, words).mapToObj(word -> ", m" + word).collect(Collectors.joining()) + ")";
        try (PreparedStatement statement = connection.prepareStatement(
                expect == Expect.EXISTING
                        ? WriteSql.update(table, shape, source, words)
                        : WriteSql.insert(table, shape, source) + WriteSql.ifMissing(table))) {
            statement.setArray(
                    1, new PgArray(connection.unwrap(BaseConnection.class), oids[1], bytes(shape, batch, oids[0])));
            for (int word = 0; word < words; word++) {
                BinaryArray array = new BinaryArray(Wire.INT8, NulRule.FAIL, batch.size());
                for (Row row : batch) {
                    array.addInt8(UnnestMethod.mask(row, word));
                }
                statement.setArray(word + 2, array.toSql(connection));
            }
            int written = statement.executeUpdate();
            if (written != batch.size()) {
                throw new IllegalStateException(name + " wrote " + written + " of " + batch.size());
            }
        }
    }

    private static int[] oids(Connection connection, String table) throws SQLException {
        int[] known = OIDS.get(connection);
        if (known == null) {
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT oid, typarray FROM pg_type WHERE typname = ?")) {
                statement.setString(1, table);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    known = new int[] {row.getInt(1), row.getInt(2)};
                }
            }
            OIDS.put(connection, known);
        }
        return known;
    }

    private static byte[] bytes(Shape shape, List<Row> batch, int rowOid) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(batch.size() * shape.columns() * 24);
        ByteArrayOutputStream one = new ByteArrayOutputStream(shape.columns() * 24);
        try (DataOutputStream out = new DataOutputStream(bytes);
                DataOutputStream rowOut = new DataOutputStream(one)) {
            for (int number : new int[] {1, 0, rowOid, batch.size(), 1}) {
                out.writeInt(number);
            }
            for (Row row : batch) {
                one.reset();
                rowOut.writeInt(shape.columns() + 2);
                rowOut.writeInt(1043);
                CopyMethod.write(rowOut, Wire.TEXT, row.key());
                for (int column = 0; column < shape.columns(); column++) {
                    boolean known = row.fields() == null || Arrays.binarySearch(row.fields(), column) >= 0;
                    rowOut.writeInt(oid(shape.type(column)));
                    CopyMethod.write(rowOut, shape.type(column), known ? row.values()[column] : null);
                }
                rowOut.writeInt(20);
                CopyMethod.write(rowOut, Wire.INT8, row.version());
                out.writeInt(one.size());
                one.writeTo(out);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static int oid(Wire wire) {
        return switch (wire) {
            case TEXT -> 25;
            case INT8 -> 20;
            case FLOAT8 -> 701;
            case BOOL -> 16;
            case TIMESTAMPTZ -> 1184;
            case NUMERIC -> 1700;
            default -> throw new IllegalStateException("no column has this type");
        };
    }
}
