/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that values come out as they were written, however the bytes arrive, and that nothing broken passes. */
class CsvParserTest {
    private static final String ALPHABET = "ab1 ,\"\n\r;'\\\t\u00e9\u20ac\uD83D\uDE00\u0000";

    private final long seed = Long.getLong("tandem.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @RepeatedTest(50)
    void readsWhatAnotherLibraryWrote() throws IOException {
        List<List<String>> rows = rows();
        StringWriter csv = new StringWriter();
        try (CsvWriter writer = CsvWriter.builder()
                .quoteStrategy(QuoteStrategies.ALWAYS)
                .lineDelimiter(random.nextBoolean() ? LineDelimiter.LF : LineDelimiter.CRLF)
                .build(csv)) {
            rows.forEach(writer::writeRecord);
        }

        assertThat(read(csv.toString())).as("seed %d", seed).isEqualTo(rows);
    }

    private List<List<String>> rows() {
        int width = 1 + random.nextInt(8);
        List<List<String>> rows = new ArrayList<>();
        for (int row = random.nextInt(200); row >= 0; row--) {
            List<String> values = new ArrayList<>();
            for (int column = 0; column < width; column++) {
                values.add(value());
            }
            rows.add(values);
        }
        return rows;
    }

    private String value() {
        int length = random.nextInt(1_000) == 0 ? random.nextInt(200_000) : random.nextInt(20);
        int[] symbols = ALPHABET.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(symbols[random.nextInt(symbols.length)]);
        }
        return text.toString();
    }

    @Test
    void readsValuesWithoutQuotes() throws IOException {
        assertThat(read("Id,Name\r\n1,\n\n,\"a\"\n"))
                .containsExactly(List.of("Id", "Name"), List.of("1", ""), List.of("", "a"));
    }

    @Test
    void readsLastRowWithoutLineEnd() throws IOException {
        assertThat(read("\"Id\"\n\"1\"")).containsExactly(List.of("Id"), List.of("1"));
    }

    @Test
    void findsNoRowInEmptyText() throws IOException {
        assertThat(read("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"Id\",\"Name\"\n\"1\",\"a",
                "\"Id\",\"Name\"\n\"1\",\"a\"\"",
                "\"Id\",\"Name\"\n\"1\",",
                "\"Id\",\"Name\"\n\"1\"",
                "\"Id\",\"Name\"\n\"1\"\n",
                "\"Id\",\"Name\"\n\"1\",\"a\",\"b\"\n",
                "\"Id\",\"Name\"\n\"1\"x,\"a\"\n",
                "\"Id\",\"Name\"\n\"1\",a\"b\"\n",
                "\"Id\",\"Name\"\n\"1\",a",
                "Id,Name\n1,\"a\nb"
            })
    void rejectsBrokenText(String csv) {
        assertThatThrownBy(() -> read(csv)).isInstanceOf(IOException.class);
    }

    @Test
    void rejectsTextThatIsNotInUtf8() {
        byte[] latin = "\"Name\"\n\"Caf\u00e9\"\n".getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> read(latin)).hasMessage("a value is not in UTF-8");
    }

    @Test
    void readsReplacementCharactersOfItsOwn() throws IOException {
        assertThat(read("\"Name\"\n\"\uFFFD\"\n")).contains(List.of("\uFFFD"));
    }

    @Test
    void rejectsEndlessValue() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'a';
            }
        };

        assertThatThrownBy(() -> new CsvParser(endless).next()).hasMessageContaining("a value has more than");
    }

    private List<List<String>> read(String csv) throws IOException {
        return read(csv.getBytes(StandardCharsets.UTF_8));
    }

    private List<List<String>> read(byte[] csv) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        try (CsvParser parser = new CsvParser(inPieces(csv))) {
            for (String[] row = parser.next(); row != null; row = parser.next()) {
                rows.add(List.of(row));
            }
        }
        return rows;
    }

    /** Returns a stream that gives a few bytes at a time, or many. */
    private InputStream inPieces(byte[] bytes) {
        int longest = random.nextBoolean() ? 7 : 100_000;
        return new FilterInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return super.read(target, offset, Math.min(length, 1 + random.nextInt(longest)));
            }
        };
    }
}
