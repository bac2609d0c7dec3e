/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.login;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Recognizes addresses that are not where an org can be logged in to. Never quotes an address that may hold a password. */
final class InstanceUrl {
    /** Hosts that belong to all orgs. */
    private static final Set<String> LOGIN_HOSTS = Set.of("login.salesforce.com", "test.salesforce.com");

    private static final String EXAMPLE = "Use the My Domain URL, such as https://example.my.salesforce.com.";

    /** Lightning, Setup and Visualforce pages; the first group is the My Domain name, with the sandbox's. */
    private static final Pattern PAGES = Pattern.compile(
            "([\\w-]+(?:\\.(?:sandbox|develop|scratch|demo|patch|trailblaze|free))?)"
                    + "\\.(?:lightning\\.force\\.com|my\\.salesforce-setup\\.com|lightning\\.salesforce-setup\\.com)",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(?:\\.\\d+){3}|\\[::1]");
    private static final int MAX_PORT = 65_535;

    private InstanceUrl() {}

    /** Returns what is wrong with an address, and what to write instead. */
    static Optional<String> problem(String text) {
        URI url;
        try {
            url = URI.create(text);
        } catch (IllegalArgumentException malformed) {
            return Optional.of("This is not a URL. " + EXAMPLE);
        }
        if (url.getScheme() == null || url.getHost() == null) {
            return Optional.of("A URL needs a scheme and a host. " + EXAMPLE);
        }
        if (url.getRawUserInfo() != null) {
            return Optional.of("The URL must not contain a user or a password. " + EXAMPLE);
        }
        if (url.getPort() > MAX_PORT) {
            return Optional.of("The port is not one. Use a port up to " + MAX_PORT + ", or none.");
        }
        return schemeProblem(url).or(() -> pageProblem(url)).or(() -> pathProblem(url));
    }

    /** Returns whether the host serves logins of all orgs, so that it does not say which org is meant. */
    static boolean isLoginHost(URI url) {
        return LOGIN_HOSTS.contains(url.getHost().toLowerCase(Locale.ROOT));
    }

    private static Optional<String> schemeProblem(URI url) {
        boolean local =
                LOOPBACK.matcher(url.getHost()).matches() || !url.getHost().contains(".");
        if ("https".equalsIgnoreCase(url.getScheme()) || (local && "http".equalsIgnoreCase(url.getScheme()))) {
            return Optional.empty();
        }
        return Optional.of("Secrets would travel unencrypted. Use https://" + url.getHost() + ".");
    }

    private static Optional<String> pageProblem(URI url) {
        Matcher page = PAGES.matcher(url.getHost());
        return page.matches()
                ? Optional.of(
                        "This is the address of pages for people. Use https://" + page.group(1) + ".my.salesforce.com.")
                : Optional.empty();
    }

    private static Optional<String> pathProblem(URI url) {
        boolean bare = url.getRawPath() == null || url.getRawPath().isEmpty() || "/".equals(url.getRawPath());
        return bare && url.getRawQuery() == null && url.getRawFragment() == null
                ? Optional.empty()
                : Optional.of("The URL must end after the host. Use " + url.getScheme() + "://" + url.getRawAuthority()
                        + ".");
    }
}
