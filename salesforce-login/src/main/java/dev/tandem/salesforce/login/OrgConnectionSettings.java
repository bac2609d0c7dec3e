/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.login;

import dev.tandem.plugin.option.Millis;
import dev.tandem.plugin.option.Option;
import dev.tandem.plugin.option.OptionGroup;
import dev.tandem.plugin.option.Rule;
import dev.tandem.salesforce.client.OrgSettings;
import dev.tandem.salesforce.client.governor.BudgetSettings;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigException;

/**
 * The way to the org.
 *
 * @param instance the address to log in at
 * @param version an API version such as {@code 66.0}, or {@code latest}
 * @param timeout the time within which a connection has to be established
 * @param maxRetryTime the time for which a failing request is repeated before the failure counts as permanent
 * @param budget the part of the org's API calls that the connector may make
 */
public record OrgConnectionSettings(
        URI instance,
        String version,
        Duration timeout,
        Duration maxRetryTime,
        Optional<InetSocketAddress> proxy,
        BudgetSettings budget) {

    public static final String INSTANCE = "salesforce.instance";
    public static final String VERSION = "salesforce.version";
    static final String TIMEOUT = "connection.timeout";
    static final String MAX_RETRY_TIME = "request.max.retries.time.ms";
    static final String PROXY = "http.proxy";
    static final String BUDGET_SHARE = "api.budget.percent";
    static final String BUDGET_RESERVE = "api.reserve.percent";
    public static final String VALIDATE = "validate.connection";

    /** The address at which every org can log in. */
    static final String COMMON_INSTANCE = "https://login.salesforce.com";

    /** An answer of many records takes longer than a connection. */
    private static final int ANSWER_TIMEOUTS = 4;

    private static final Pattern VERSION_FORM = Pattern.compile("(\\d{2,3})\\.0");
    /** The first version whose Bulk API 2.0 has queries. */
    private static final int MIN_VERSION = 47;

    private static final int MAX_PORT = 65_535;

    /** Defines the options under the heading Connection; a connector may add more to the group. */
    public static OptionGroup define(ConfigDef definition) {
        return new OptionGroup(definition, "Connection")
                .add(
                        instanceOption(),
                        versionOption(),
                        timeoutOption(),
                        maxRetryTimeOption(),
                        proxyOption(),
                        budgetShareOption(),
                        budgetReserveOption(),
                        validateOption());
    }

    private static Option instanceOption() {
        return Option.text(INSTANCE)
                .optional()
                .valid(Rule.of("an https URL without a path", OrgConnectionSettings::requireInstance))
                .importance(Importance.HIGH)
                .documentation("The address to log in at: the org's My Domain URL (Setup, My Domain)."
                        + " The grant type client-credentials requires it."
                        + " The others default to " + COMMON_INSTANCE + "; sandboxes use https://test.salesforce.com.")
                .example("https://example.my.salesforce.com");
    }

    private static Option versionOption() {
        return Option.text(VERSION)
                .defaultsTo(OrgSettings.LATEST)
                .valid(Rule.of(
                        "latest, or a version from " + MIN_VERSION + ".0 on", OrgConnectionSettings::requireVersion))
                .importance(Importance.LOW)
                .documentation("The API version. latest is the newest version that the org has.")
                .example("66.0");
    }

    private static Option timeoutOption() {
        return Option.integer(TIMEOUT)
                .defaultsTo(30_000)
                .between(1_000, 600_000)
                .importance(Importance.LOW)
                .documentation("Milliseconds within which a connection has to be established."
                        + " An answer may take four times as long.");
    }

    private static Option maxRetryTimeOption() {
        return Option.longInteger(MAX_RETRY_TIME)
                .defaultsTo(900_000L)
                .atLeast(0)
                .documentation("Milliseconds for which a request is repeated after transient failures,"
                        + " before the failure counts as permanent.");
    }

    private static Option proxyOption() {
        return Option.text(PROXY)
                .optional()
                .valid(Rule.of("host:port", OrgConnectionSettings::requireProxy))
                .importance(Importance.LOW)
                .documentation("An HTTP proxy for all traffic with Salesforce.")
                .example("proxy.example.com:3128");
    }

    private static Option budgetShareOption() {
        return Option.integer(BUDGET_SHARE)
                .defaultsTo(50)
                .between(1, 100)
                .importance(Importance.LOW)
                .documentation(
                        "Percent of the org's daily API calls that all connectors of a worker may make together."
                                + " Calls slow down before the budget is used up: snapshots and checks first, live changes last.");
    }

    private static Option budgetReserveOption() {
        return Option.integer(BUDGET_RESERVE)
                .defaultsTo(10)
                .between(0, 99)
                .importance(Importance.LOW)
                .documentation("Percent of the org's daily API calls that stay free for other users of the org.");
    }

    private static Option validateOption() {
        return Option.flag(VALIDATE)
                .defaultsTo(false)
                .importance(Importance.LOW)
                .documentation("Whether validation of the configuration also logs in and checks the objects.");
    }

    public static OrgConnectionSettings from(AbstractConfig config) {
        return new OrgConnectionSettings(
                URI.create(text(config, INSTANCE).orElse(COMMON_INSTANCE)),
                config.getString(VERSION).toLowerCase(Locale.ROOT),
                Duration.ofMillis(config.getInt(TIMEOUT)),
                Millis.read(config, MAX_RETRY_TIME),
                text(config, PROXY)
                        .map(address -> URI.create("http://" + address))
                        .map(proxy -> InetSocketAddress.createUnresolved(proxy.getHost(), proxy.getPort())),
                new BudgetSettings(config.getInt(BUDGET_SHARE) / 100.0, config.getInt(BUDGET_RESERVE) / 100.0));
    }

    /** Returns the value of an option; empty if it is absent or blank. */
    private static Optional<String> text(AbstractConfig config, String key) {
        return Optional.ofNullable(config.getString(key)).filter(value -> !value.isBlank());
    }

    /** Returns the client's settings, with retries for at most {@code retryTime}. */
    public OrgSettings org(Duration retryTime) {
        return new OrgSettings(instance, version, timeout, answerTimeout(), retryTime, proxy);
    }

    /** Returns the time that an answer may take. */
    public Duration answerTimeout() {
        return timeout.multipliedBy(ANSWER_TIMEOUTS);
    }

    private static void requireInstance(String key, Object value) {
        if (value != null && !value.toString().isBlank()) {
            InstanceUrl.problem(value.toString()).ifPresent(problem -> {
                throw new ConfigException(key + " is not where an org logs in. " + problem);
            });
        }
    }

    private static void requireVersion(String key, Object value) {
        if (value == null || OrgSettings.LATEST.equalsIgnoreCase(value.toString())) {
            return;
        }
        Matcher version = VERSION_FORM.matcher(value.toString());
        if (!version.matches()) {
            throw new ConfigException(key, value, "Use latest, or a version such as 66.0.");
        }
        if (Integer.parseInt(version.group(1)) < MIN_VERSION) {
            throw new ConfigException(key, value, "Bulk API 2.0 queries need version " + MIN_VERSION + ".0 or later.");
        }
    }

    /** Returns whether a URL has nothing but a host and a port. */
    private static boolean isBare(URI url) {
        return url.getRawUserInfo() == null && url.getRawPath().isEmpty() && url.getRawQuery() == null;
    }

    private static void requireProxy(String key, Object value) {
        if (value == null || value.toString().isBlank()) {
            return;
        }
        try {
            URI proxy = URI.create("http://" + value);
            boolean hasPort = proxy.getPort() > 0 && proxy.getPort() <= MAX_PORT;
            if (proxy.getHost() != null && hasPort && isBare(proxy)) {
                return;
            }
        } catch (IllegalArgumentException malformed) {
            // Reported below, like any other address that is not host:port.
        }
        throw new ConfigException(key + " is not the address of a proxy. Use host:port.");
    }
}
