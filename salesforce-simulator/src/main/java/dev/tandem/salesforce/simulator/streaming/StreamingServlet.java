/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.streaming;

import dev.tandem.salesforce.simulator.faults.Fault;
import dev.tandem.salesforce.simulator.faults.Faults;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import org.cometd.bayeux.server.BayeuxServer;
import org.cometd.server.BayeuxServerImpl;
import org.cometd.server.http.jakarta.CometDServlet;

/** CometD's servlet behind Salesforce's edge, which sets routing cookies and limits the size of requests. */
final class StreamingServlet extends CometDServlet {
    private static final long serialVersionUID = 1L;
    private static final int LARGEST_REQUEST = 32_768;
    private static final long ROUTING_HOURS = 3;

    /** The comma is Salesforce's, and a known trap for clients that split cookies at commas. */
    private static final DateTimeFormatter COMMA_DATE =
            DateTimeFormatter.ofPattern("EEE, dd-MMM-yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);

    private static final DateTimeFormatter PLAIN_DATE =
            DateTimeFormatter.ofPattern("EEE dd-MMM-yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);

    private final transient BayeuxServerImpl bayeux;
    private final transient Faults faults;

    StreamingServlet(BayeuxServerImpl bayeux, Faults faults) {
        this.bayeux = bayeux;
        this.faults = faults;
    }

    @Override
    protected BayeuxServer newBayeuxServer() {
        return bayeux;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (request.getContentLengthLong() > LARGEST_REQUEST) {
            response.setContentType("application/json");
            response.getWriter().write("[{\"error\":\"413::Maximum Request Size Exceeded\",\"successful\":false}]");
            return;
        }
        if (!hasCookie(request, SalesforceExtension.STREAM_COOKIE)) {
            setCookies(response);
        }
        super.service(request, response);
    }

    private void setCookies(HttpServletResponse response) {
        DateTimeFormatter format = faults.tryStrike(Fault.PLAIN_COOKIE_DATE) ? PLAIN_DATE : COMMA_DATE;
        ZonedDateTime now = Instant.now().atZone(ZoneOffset.UTC);
        response.addHeader(
                "Set-Cookie",
                "BrowserId=" + Long.toString(System.nanoTime(), 36) + "; path=/; expires="
                        + format.format(now.plusYears(1)) + "; Max-Age=31536000");
        response.addHeader(
                "Set-Cookie",
                SalesforceExtension.STREAM_COOKIE + "=!" + Long.toString(System.nanoTime(), 36) + "; path=/; expires="
                        + format.format(now.plusHours(ROUTING_HOURS)));
    }

    private static boolean hasCookie(HttpServletRequest request, String name) {
        Cookie[] cookies = request.getCookies();
        return cookies != null
                && Arrays.stream(cookies).anyMatch(cookie -> cookie.getName().equals(name));
    }
}
