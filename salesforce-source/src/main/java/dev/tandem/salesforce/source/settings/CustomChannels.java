/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.settings;

import dev.tandem.salesforce.client.rest.SObjectName;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;

/**
 * The custom channels from which the change events of some objects are received.
 *
 * @param channels by object, in lower case, such as {@code /data/Sales__chn}
 */
public record CustomChannels(Map<String, String> channels) {
    /** The option of an object is this, followed by its name. */
    public static final String PREFIX = "cdc.channel.";

    private static final String DATA = "/data/";
    private static final Pattern NAME = Pattern.compile("(?:/data/)?[A-Za-z]\\w*__chn");

    public CustomChannels {
        channels = Map.copyOf(channels);
    }

    public static CustomChannels from(AbstractConfig config) {
        Map<String, String> channels = new TreeMap<>();
        config.originalsWithPrefix(PREFIX)
                .forEach((object, name) -> channels.put(object.toLowerCase(Locale.ROOT), channel(name.toString())));
        return new CustomChannels(channels);
    }

    /** Returns whether a text is the name of a custom channel. */
    public static boolean isName(String text) {
        return NAME.matcher(text.strip()).matches();
    }

    /** Returns the channel of a name. */
    public static String channel(String name) {
        return name.strip().startsWith(DATA) ? name.strip() : DATA + name.strip();
    }

    /** Returns the channel of an object's change events: a custom one, or its own. */
    public String of(SObjectName object) {
        return channels.getOrDefault(object.value().toLowerCase(Locale.ROOT), object.changeEventChannel());
    }
}
