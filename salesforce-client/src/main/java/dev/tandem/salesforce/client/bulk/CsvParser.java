/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.bulk;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A parser of CSV with commas in UTF-8, as Bulk jobs write it. Snapshots spend much of their time here, so it works on bytes:
 * commas, quotes and line ends are single bytes in UTF-8, and most values need no decoding.
 *
 * <p><b>Strictness.</b> All rows must have the width of the first, quotes must enclose whole values, and the end must be that of
 * a row: what is not so is part of a broken answer. Empty lines are no rows.
 *
 * <p><b>Memory.</b> Holds one value at most, apart from a buffer.
 */
final class CsvParser implements Closeable {
    private static final int BUFFER_BYTES = 64 << 10;
    /** Far more than the longest text that Salesforce stores. */
    private static final int MAX_VALUE_BYTES = 16 << 20;

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final String NO_VALUE = "";
    private static final char REPLACEMENT = '\uFFFD';

    private final InputStream input;
    private byte[] buffer = new byte[BUFFER_BYTES];
    /** The index of the next byte. Within a value, that of the value's first. */
    private int at;

    private int end;
    /** The bytes that were read before those in the buffer. */
    private long passed;

    private boolean ended;
    private boolean inRow;
    private int width;

    CsvParser(InputStream input) {
        this.input = input;
    }

    /**
     * Returns the next row, or null at the end. An empty value is an empty text.
     *
     * @throws IOException if the text breaks off, or is not such CSV
     */
    String[] next() throws IOException {
        if (width == 0) {
            skipByteOrderMark();
        }
        skipEmptyLines();
        if (at == end) {
            return null;
        }
        String[] row = new String[Math.max(width, 1)];
        int count = 0;
        do {
            if (count == row.length) {
                if (width > 0) {
                    throw new IOException("a row has more than " + width + " values");
                }
                row = Arrays.copyOf(row, 2 * count);
            }
            row[count++] = buffer[at] == '"' ? quoted() : plain();
        } while (inRow);
        if (width > 0 && count < width) {
            throw new IOException("a row has " + count + " values instead of " + width);
        }
        width = count;
        return row.length == count ? row : Arrays.copyOf(row, count);
    }

    /** Returns the number of bytes up to the end of the last row. */
    long position() {
        return passed + at;
    }

    /** Passes a mark that proxies may put before a text. It would become part of the first column's name. */
    private void skipByteOrderMark() throws IOException {
        if (hasByte(2)
                && buffer[at] == BYTE_ORDER_MARK[0]
                && buffer[at + 1] == BYTE_ORDER_MARK[1]
                && buffer[at + 2] == BYTE_ORDER_MARK[2]) {
            at += BYTE_ORDER_MARK.length;
        }
    }

    private void skipEmptyLines() throws IOException {
        while (hasByte(0) && (buffer[at] == '\n' || buffer[at] == '\r')) {
            at++;
        }
    }

    /** Reads a value in quotes, in which two quotes stand for one. */
    private String quoted() throws IOException {
        int quotes = 0;
        int length = indexOfQuote(1);
        while (hasByte(length)) {
            if (buffer[at + length] == '"') {
                if (!hasByte(length + 1) || buffer[at + length + 1] != '"') {
                    return endQuoted(length, quotes);
                }
                quotes++;
                length += 2;
            }
            length = indexOfQuote(length);
        }
        throw new EOFException("the text ends within a value");
    }

    /** @param length up to the closing quote */
    private String endQuoted(int length, int quotes) throws IOException {
        String value = quotes == 0
                ? text(buffer, at + 1, length - 1)
                : text(unescaped(at + 1, length - 1, quotes), 0, length - 1 - quotes);
        at += length + 1;
        endValue(true);
        return value;
    }

    /** Returns the distance of the next quote from the start of the value, or that of the end of the buffer. */
    private int indexOfQuote(int from) {
        byte[] bytes = buffer;
        int limit = end;
        int index = at + from;
        while (index < limit && bytes[index] != '"') {
            index++;
        }
        return index - at;
    }

    private byte[] unescaped(int from, int length, int quotes) {
        byte[] bytes = new byte[length - quotes];
        int index = from;
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = buffer[index];
            index += buffer[index] == '"' ? 2 : 1;
        }
        return bytes;
    }

    /** Reads a value without quotes. */
    private String plain() throws IOException {
        int length = 0;
        while (hasByte(length) && !endsPlain(buffer[at + length])) {
            length++;
        }
        if (hasByte(length) && buffer[at + length] == '"') {
            throw new IOException("a value has a quote in its middle");
        }
        String value = text(buffer, at, length);
        at += length;
        endValue(false);
        return value;
    }

    private static boolean endsPlain(byte character) {
        return character == ',' || character == '\n' || character == '\r' || character == '"';
    }

    /** Passes the comma or line end after a value. Only after a closing quote, a last row without a line end is whole. */
    private void endValue(boolean quoted) throws IOException {
        if (!hasByte(0)) {
            if (!quoted) {
                throw new EOFException("the text ends within a row");
            }
            inRow = false;
            return;
        }
        byte character = buffer[at++];
        if (character == '\r' && hasByte(0) && buffer[at] == '\n') {
            at++;
        }
        inRow = character == ',';
        if (inRow && !hasByte(0)) {
            throw new EOFException("the text ends within a row");
        }
        if (!inRow && character != '\n' && character != '\r') {
            throw new IOException("a value goes on after its closing quote");
        }
    }

    /** Decodes a value. What is not UTF-8 becomes replacement characters, which a value may also have of its own. */
    private static String text(byte[] bytes, int from, int length) throws IOException {
        if (length == 0) {
            return NO_VALUE;
        }
        String value = new String(bytes, from, length, StandardCharsets.UTF_8);
        if (value.indexOf(REPLACEMENT) >= 0) {
            requireUtf8(ByteBuffer.wrap(bytes, from, length));
        }
        return value;
    }

    private static void requireUtf8(ByteBuffer value) throws IOException {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(value);
        } catch (CharacterCodingException malformed) {
            throw new IOException("a value is not in UTF-8", malformed);
        }
    }

    /** Returns whether the text has a byte at this distance from {@link #at}, and reads it if so. */
    private boolean hasByte(int distance) throws IOException {
        while (at + distance >= end) {
            if (ended) {
                return false;
            }
            fill();
        }
        return true;
    }

    /** Reads what has arrived, after the bytes from {@link #at} on. */
    private void fill() throws IOException {
        int left = end - at;
        if (left == buffer.length && left >= MAX_VALUE_BYTES) {
            throw new IOException("a value has more than " + MAX_VALUE_BYTES + " bytes");
        }
        byte[] target = left == buffer.length ? new byte[2 * left] : buffer;
        System.arraycopy(buffer, at, target, 0, left);
        buffer = target;
        passed += at;
        at = 0;
        end = left;
        int count = input.read(buffer, left, buffer.length - left);
        ended = count < 0;
        end += Math.max(count, 0);
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
