/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.sink;

import dev.tandem.postgres.sink.type.Wire;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.util.ByteConverter;

/**
 * Binary COPY into a temporary table, and a merge from there.
 *
 * @param kept whether the temporary table lives as long as the session, which a pooler in transaction mode forbids
 */
record CopyMethod(String name, boolean kept) implements WriteMethod {
    private static final byte[] HEADER = "PGCOPY\n\377\r\n\0".getBytes(StandardCharsets.ISO_8859_1);

    @Override
    public String options() {
        return kept ? "prepareThreshold=1" : "prepareThreshold=0";
    }

    @Override
    public void write(Connection connection, String table, Shape shape, List<Row> batch, Expect expect)
            throws SQLException {
        int words = WriteSql.words(shape, batch);
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMP TABLE IF NOT EXISTS stage" + words + " (id text, v bigint, "
                    + IntStream.range(0, words)
                            .mapToObj(word -> "m" + word + " bigint, ")
                            .collect(Collectors.joining())
                    + IntStream.range(0, shape.columns())
                            .mapToObj(column ->
                                    "c" + column + " " + shape.type(column).typeName())
                            .collect(Collectors.joining(", "))
                    + ") ON COMMIT " + (kept ? "DELETE ROWS" : "DROP"));
            CopyIn copy = connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY stage" + words + " FROM STDIN (FORMAT binary)");
            byte[] bytes = bytes(shape, batch, words);
            copy.writeToCopy(bytes, 0, bytes.length);
            copy.endCopy();
            String source = "stage" + words + " s";
            int written = statement.executeUpdate(
                    expect == Expect.EXISTING
                            ? WriteSql.update(table, shape, source, words)
                            : WriteSql.insert(table, shape, source) + WriteSql.ifMissing(table));
            if (written != batch.size()) {
                throw new IllegalStateException(name + " wrote " + written + " of " + batch.size());
            }
        }
    }

    private static byte[] bytes(Shape shape, List<Row> batch, int words) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(batch.size() * shape.columns() * 20);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(HEADER);
            out.writeInt(0);
            out.writeInt(0);
            for (Row row : batch) {
                out.writeShort(2 + words + shape.columns());
                write(out, Wire.TEXT, row.key());
                write(out, Wire.INT8, row.version());
                for (int word = 0; word < words; word++) {
                    write(out, Wire.INT8, UnnestMethod.mask(row, word));
                }
                for (int column = 0; column < shape.columns(); column++) {
                    boolean known = row.fields() == null || Arrays.binarySearch(row.fields(), column) >= 0;
                    write(out, shape.type(column), known ? row.values()[column] : null);
                }
            }
            out.writeShort(-1);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    static void write(DataOutputStream out, Wire wire, Object value) throws IOException {
        if (value == null) {
            out.writeInt(-1);
            return;
        }
        switch (wire) {
            case TEXT -> {
                byte[] text = ((String) value).getBytes(StandardCharsets.UTF_8);
                out.writeInt(text.length);
                out.write(text);
            }
            case INT8 -> {
                out.writeInt(8);
                out.writeLong((Long) value);
            }
            case TIMESTAMPTZ -> {
                out.writeInt(8);
                out.writeLong((Long) value - 946_684_800_000_000L);
            }
            case FLOAT8 -> {
                out.writeInt(8);
                out.writeDouble((Double) value);
            }
            case BOOL -> {
                out.writeInt(1);
                out.writeByte((Boolean) value ? 1 : 0);
            }
            case NUMERIC -> {
                byte[] number = ByteConverter.numeric((BigDecimal) value);
                out.writeInt(number.length);
                out.write(number);
            }
            default -> throw new IllegalStateException("no column has this type");
        }
    }
}
