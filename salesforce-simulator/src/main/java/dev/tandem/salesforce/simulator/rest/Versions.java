/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.tandem.salesforce.simulator.http.ApiFailure;
import dev.tandem.salesforce.simulator.http.Json;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The API versions that the org serves, and what it says to others. */
public final class Versions {
    public static final int NEWEST = 66;
    private static final int OLDEST = 31;
    private static final List<String> SEASONS = List.of("Winter", "Spring", "Summer");
    private static final Pattern SEGMENT = Pattern.compile("v(\\d+)\\.0");

    private Versions() {}

    static ArrayNode list() {
        ArrayNode versions = Json.MAPPER.createArrayNode();
        for (int version = OLDEST; version <= NEWEST; version++) {
            versions.addObject()
                    .put("label", label(version))
                    .put("url", "/services/data/v" + version + ".0")
                    .put("version", version + ".0");
        }
        return versions;
    }

    /** The version that a path such as {@code services/data/v62.0/limits} names. Bulk jobs reject a retired one in their own way. */
    static String of(List<String> path) {
        String segment = path.get(2);
        Matcher matcher = SEGMENT.matcher(segment);
        int version = matcher.matches() ? Integer.parseInt(matcher.group(1)) : NEWEST + 1;
        if (version > NEWEST) {
            throw ApiFailure.notFound();
        }
        if (version < OLDEST) {
            String retired = "The requested API version " + segment + " has been retired";
            boolean isBulk = path.size() > 3 && path.get(3).equals("jobs");
            throw isBulk
                    ? new ApiFailure(400, "INVALIDVERSION", "InvalidVersion : " + retired)
                    : new ApiFailure(410, "GONE", retired);
        }
        return version + ".0";
    }

    /** Three releases a year; 65 is Winter '26. */
    private static String label(int version) {
        int release = version - 65;
        return SEASONS.get(Math.floorMod(release, 3)) + " '" + (26 + Math.floorDiv(release, 3));
    }
}
