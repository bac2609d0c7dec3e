/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.settings;

import dev.tandem.salesforce.client.OrgSettings;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;

/**
 * How the connector reaches the org.
 *
 * @param instance where to log in
 * @param version an API version as {@code 66.0}, or {@code latest}
 * @param timeout for a connection to be made
 * @param maxMessageSize bytes of one batch of change events
 * @param maxRetryTime how long a failing request is repeated before the failure counts as lasting
 */
public record ConnectionSettings(
        URI instance,
        String version,
        Duration timeout,
        int maxMessageSize,
        Duration maxRetryTime,
        Optional<InetSocketAddress> proxy) {

    public static final String INSTANCE = "salesforce.instance";
    static final String VERSION = "salesforce.version";
    static final String TIMEOUT = "connection.timeout";
    static final String MAX_MESSAGE_SIZE = "connection.max.message.size";
    static final String MAX_RETRY_TIME = "request.max.retries.time.ms";
    static final String PROXY = "http.proxy";
    public static final String VALIDATE = "validate.connection";

    /** An answer of many records takes longer than a connection. */
    private static final int ANSWER_TIMEOUTS = 4;

    private static final Pattern VERSION_FORM = Pattern.compile("latest|\\d{2,3}\\.0");

    public static void define(ConfigDef definition) {
        OptionGroup group = new OptionGroup(definition, "Connection");
        defineOrg(group);
        defineRequests(group);
    }

    private static void defineOrg(OptionGroup group) {
        group.option(
                        INSTANCE,
                        Type.STRING,
                        "https://login.salesforce.com",
                        ConfigDef.LambdaValidator.with(ConnectionSettings::requireUrl, () -> "a URL"),
                        Importance.HIGH,
                        "Where to log in: the org's My Domain URL (CLIENT_CREDENTIALS needs it),"
                                + " https://login.salesforce.com or https://test.salesforce.com.")
                .option(
                        VERSION,
                        Type.STRING,
                        OrgSettings.LATEST,
                        ConfigDef.LambdaValidator.with(ConnectionSettings::requireVersion, () -> "latest or NN.0"),
                        Importance.LOW,
                        "The API version, as 66.0, or latest: the newest that the org has.");
    }

    private static void defineRequests(OptionGroup group) {
        group.option(
                        TIMEOUT,
                        Type.INT,
                        30_000,
                        Range.between(5_000, 600_000),
                        Importance.LOW,
                        "Milliseconds for a connection to be made. An answer may take four times as long.")
                .option(
                        MAX_MESSAGE_SIZE,
                        Type.INT,
                        32 * 1024 * 1024,
                        Range.atLeast(1024 * 1024),
                        Importance.LOW,
                        "Bytes that one delivery of change events may have. A larger one cannot be received at all.")
                .option(
                        MAX_RETRY_TIME,
                        Type.LONG,
                        900_000L,
                        Range.atLeast(0),
                        Importance.MEDIUM,
                        "How long, in milliseconds, a request that fails in passing is repeated before the failure"
                                + " counts as lasting.")
                .option(
                        PROXY,
                        Type.STRING,
                        null,
                        ConfigDef.LambdaValidator.with(ConnectionSettings::requireProxy, () -> "host:port"),
                        Importance.LOW,
                        "An HTTP proxy, as host:port.")
                .option(
                        VALIDATE,
                        Type.BOOLEAN,
                        false,
                        Importance.LOW,
                        "Whether validating the configuration also logs in and looks for the objects.");
    }

    public static ConnectionSettings from(AbstractConfig config) {
        return new ConnectionSettings(
                URI.create(config.getString(INSTANCE)),
                config.getString(VERSION),
                Duration.ofMillis(config.getInt(TIMEOUT)),
                config.getInt(MAX_MESSAGE_SIZE),
                Duration.ofMillis(config.getLong(MAX_RETRY_TIME)),
                Optional.ofNullable(config.getString(PROXY))
                        .map(address -> URI.create("http://" + address))
                        .map(proxy -> InetSocketAddress.createUnresolved(proxy.getHost(), proxy.getPort())));
    }

    /** The client's settings, with retries for at most {@code retryTime}. */
    public OrgSettings org(Duration retryTime) {
        return new OrgSettings(instance, version, timeout, timeout.multipliedBy(ANSWER_TIMEOUTS), retryTime, proxy);
    }

    private static void requireUrl(String key, Object value) {
        URI url = parse(key, String.valueOf(value));
        boolean known = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
        if (!known || url.getHost() == null) {
            throw new ConfigException(key, value, "Give a URL with a host, as https://example.my.salesforce.com.");
        }
    }

    private static void requireVersion(String key, Object value) {
        if (!VERSION_FORM.matcher(String.valueOf(value)).matches()) {
            throw new ConfigException(key, value, "Give latest, or a version as 66.0.");
        }
    }

    private static void requireProxy(String key, Object value) {
        if (value != null) {
            URI proxy = parse(key, "http://" + value);
            if (proxy.getHost() == null || proxy.getPort() < 0) {
                throw new ConfigException(key, value, "Give host:port.");
            }
        }
    }

    private static URI parse(String key, String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException malformed) {
            throw new ConfigException(key, text, "This is no URL: " + malformed.getMessage());
        }
    }
}
