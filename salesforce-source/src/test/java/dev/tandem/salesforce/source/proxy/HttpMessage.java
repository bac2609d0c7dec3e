/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.proxy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A request or an answer of HTTP/1.1 that is whole.
 *
 * @param headers lines without their ends
 * @param body without the frames of its transfer
 */
record HttpMessage(String startLine, List<String> headers, byte[] body) {
    private static final String LENGTH = "Content-Length";
    private static final String TRANSFER = "Transfer-Encoding";

    /** Reads a request, or returns empty at the end of the connection. */
    static Optional<HttpMessage> readRequest(InputStream from) throws IOException {
        String startLine = line(from);
        if (startLine.isEmpty()) {
            return Optional.empty();
        }
        HttpMessage head = head(startLine, from);
        return Optional.of(head.withBody(head.isChunked() ? chunks(from) : from.readNBytes(head.length(0))));
    }

    /** Reads an answer, whose body may end with the connection. */
    static HttpMessage readAnswer(InputStream from) throws IOException {
        String startLine = line(from);
        if (startLine.isEmpty()) {
            throw new EOFException("the org closed the connection");
        }
        HttpMessage head = head(startLine, from);
        return head.withBody(head.isChunked() ? chunks(from) : from.readNBytes(head.length(Integer.MAX_VALUE)));
    }

    private static HttpMessage head(String startLine, InputStream from) throws IOException {
        List<String> headers = new ArrayList<>();
        for (String header = line(from); !header.isEmpty(); header = line(from)) {
            headers.add(header);
        }
        return new HttpMessage(startLine, headers, new byte[0]);
    }

    private static String line(InputStream from) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = from.read(); next >= 0 && next != '\n'; next = from.read()) {
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    private static byte[] chunks(InputStream from) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = chunkSize(from); size > 0; size = chunkSize(from)) {
            body.write(from.readNBytes(size));
            line(from);
        }
        line(from);
        return body.toByteArray();
    }

    private static int chunkSize(InputStream from) throws IOException {
        return Integer.parseInt(line(from).split(";", 2)[0].trim(), 16);
    }

    private boolean isChunked() {
        return header(TRANSFER).filter("chunked"::equalsIgnoreCase).isPresent();
    }

    private int length(int otherwise) {
        return header(LENGTH).map(Integer::parseInt).orElse(otherwise);
    }

    Optional<String> header(String name) {
        String start = name.toLowerCase(Locale.ROOT) + ":";
        return headers.stream()
                .filter(header -> header.toLowerCase(Locale.ROOT).startsWith(start))
                .map(header -> header.substring(start.length()).trim())
                .findFirst();
    }

    HttpMessage without(String name) {
        String start = name.toLowerCase(Locale.ROOT) + ":";
        List<String> others = new ArrayList<>(headers);
        others.removeIf(header -> header.toLowerCase(Locale.ROOT).startsWith(start));
        return new HttpMessage(startLine, others, body);
    }

    HttpMessage with(String name, String value) {
        HttpMessage others = without(name);
        others.headers.add(name + ": " + value);
        return others;
    }

    HttpMessage withBody(byte[] other) {
        return new HttpMessage(startLine, headers, other);
    }

    /** Returns the message with a header that says how long its body is. */
    HttpMessage withLength() {
        return without(TRANSFER).with(LENGTH, Integer.toString(body.length));
    }

    HttpMessage withoutLength() {
        return without(TRANSFER).without(LENGTH);
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Returns the lines before the body. */
    byte[] head() {
        StringBuilder head = new StringBuilder(startLine).append("\r\n");
        headers.forEach(header -> head.append(header).append("\r\n"));
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Returns the whole message as it is sent. */
    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head());
        bytes.writeBytes(body);
        return bytes.toByteArray();
    }
}
