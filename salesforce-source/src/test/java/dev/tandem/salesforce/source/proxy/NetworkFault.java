/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.proxy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** A way in which networks, edge servers and an org that has moved break an answer. */
public enum NetworkFault implements Fault {
    /** The connection is reset before the org gets the request. */
    RESET_BEFORE((answer, step) -> step.reset()),
    /** The org carries the request out, and the connection is reset instead of an answer. */
    RESET_AFTER((answer, step) -> step.reset()),
    /** The org carries the request out, and nothing comes back on a connection that stays. */
    SILENCE((answer, step) -> step.waitForEnd()),
    CUT((answer, step) -> {
        step.write(answer.withLength().head());
        step.write(half(answer.body()));
        step.end();
    }),
    CUT_CHUNK((answer, step) -> {
        byte[] half = half(answer.body());
        step.write(answer.withoutLength().with("Transfer-Encoding", "chunked").head());
        step.write((Integer.toHexString(half.length + 1) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        step.write(half);
        step.end();
    }),
    /** Half a body whose end is the end of the connection. */
    CUT_WITHOUT_LENGTH((answer, step) -> {
        step.write(answer.withoutLength().with("Connection", "close").head());
        step.write(half(answer.body()));
        step.end();
    }),
    /** A whole answer of a server that knows neither lengths nor connections that last. */
    OF_HTTP_1_0((answer, step) -> {
        HttpMessage whole = answer.withoutLength();
        String status = whole.startLine().replace("HTTP/1.1", "HTTP/1.0");
        step.write(new HttpMessage(status, whole.headers(), whole.body()).bytes());
        step.end();
    }),
    CHUNKED((answer, step) -> {
        step.write(answer.withoutLength().with("Transfer-Encoding", "chunked").head());
        step.write((Integer.toHexString(answer.body().length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        step.write(answer.body());
        step.write("\r\n0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    }),
    /** Half a body that says that it is whole. */
    CUT_AND_COUNTED((answer, step) -> step.write(
            plain(answer).withBody(half(plain(answer).body())).withLength().bytes())),
    CUT_GZIP((answer, step) -> step.write(answer.with("Content-Encoding", "gzip")
            .withBody(half(zipped(plain(answer).body())))
            .withLength()
            .bytes())),
    NOT_GZIP((answer, step) -> step.write(
            plain(answer).with("Content-Encoding", "gzip").withLength().bytes())),
    GARBAGE_BEHIND((answer, step) -> step.write(plain(answer)
            .withBody((plain(answer).text() + "<!-- served by a cache -->").getBytes(StandardCharsets.UTF_8))
            .withLength()
            .bytes())),
    NO_CONTENT_204((answer, step) -> step.write(
            new HttpMessage("HTTP/1.1 204 No Content", answer.withoutLength().headers(), new byte[0]).bytes())),
    /** The connection is lost without TLS's farewell, which an answer without a length needs. */
    CUT_TLS(CUT_WITHOUT_LENGTH.work),
    SLOW((answer, step) -> {
        byte[] bytes = answer.withLength().bytes();
        int part = Math.max(1, bytes.length / 5);
        for (int from = 0; from < bytes.length; from += part) {
            step.pause();
            step.write(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + part)));
        }
    }),
    REPEATED((answer, step) -> {
        step.write(answer.withLength().bytes());
        step.write(answer.withLength().bytes());
    }),
    MAINTENANCE_200(page("200 OK")),
    MAINTENANCE_503(page("503 Service Unavailable")),
    EMPTY((answer, step) -> step.write(answer.without("Content-Encoding")
            .withBody(new byte[0])
            .withLength()
            .bytes())),
    MOVED_301(page("301 Moved Permanently")),
    MOVED_302(page("302 Found")),
    MOVED_307(page("307 Temporary Redirect")),
    REJECTED_403(page("403 Forbidden")),
    PROXY_LOGIN_407(page("407 Proxy Authentication Required")),
    UNKNOWN_404(page("404 Not Found")),
    ROUTING_420(page("420 Unused")),
    WRONG_TYPE((answer, step) ->
            step.write(answer.with("Content-Type", "text/html").withLength().bytes())),
    /** The values of the headers that the connector reads are nonsense. */
    NONSENSE_HEADERS((answer, step) -> {
        HttpMessage nonsense = answer.withLength();
        for (String name : List.of("Date", "Sforce-Locator", "Sforce-NumberOfRecords", "Sforce-Limit-Info")) {
            if (nonsense.header(name).isPresent()) {
                nonsense = nonsense.with(name, "%&/(\"");
            }
        }
        step.write(nonsense.bytes());
    }),
    BROKEN_HEAD((answer, step) -> {
        List<String> headers = new ArrayList<>(answer.withLength().headers());
        headers.add(0, "no header at all");
        step.write(new HttpMessage(answer.startLine(), headers, answer.body()).bytes());
    });

    private interface Work {
        void answer(HttpMessage answer, Step step) throws IOException;
    }

    @SuppressWarnings("ImmutableEnumChecker") // Functions without a state.
    private final Work work;

    NetworkFault(Work work) {
        this.work = work;
    }

    @Override
    public boolean needsTls() {
        return this == CUT_TLS;
    }

    @Override
    public boolean strikesBeforeTheOrg() {
        return this == RESET_BEFORE;
    }

    @Override
    public void answer(HttpMessage answer, Step step) throws IOException {
        work.answer(answer, step);
    }

    private static Work page(String status) {
        byte[] html = "<html><body>We are down for maintenance.</body></html>".getBytes(StandardCharsets.UTF_8);
        List<String> headers = List.of("Content-Type: text/html", "Location: https://elsewhere.invalid/");
        return (answer, step) -> step.write(new HttpMessage("HTTP/1.1 " + status, headers, html)
                .withLength()
                .bytes());
    }

    private static byte[] half(byte[] body) {
        return Arrays.copyOf(body, body.length / 2);
    }

    /** Returns an answer without compression. */
    static HttpMessage plain(HttpMessage answer) {
        if (!answer.header("Content-Encoding").orElse("").equalsIgnoreCase("gzip")) {
            return answer;
        }
        try (GZIPInputStream unzipped = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
            return answer.without("Content-Encoding").withBody(unzipped.readAllBytes());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static byte[] zipped(byte[] plain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(plain);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }
}
