/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.http;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The subject of a request, for counting requests and for aiming faults. */
public enum RequestKind {
    TOKEN,
    IDENTITY,
    VERSIONS,
    DESCRIBE,
    QUERY,
    RECORDS,
    COLLECTIONS,
    COMPOSITE,
    BULK,
    INGEST,
    LIMITS,
    STREAMING,
    OTHER;

    /** The kind of the request for this path. */
    public static RequestKind of(List<String> path) {
        if (path.isEmpty()) {
            return OTHER;
        }
        if (path.get(0).equals("cometd")) {
            return STREAMING;
        }
        if (path.get(0).equals("id")) {
            return IDENTITY;
        }
        if (!path.get(0).equals("services") || path.size() < 2) {
            return OTHER;
        }
        if (path.get(1).equals("oauth2")) {
            return path.contains("token") ? TOKEN : IDENTITY;
        }
        return path.size() < 3 ? VERSIONS : ofResource(path.size() < 4 ? List.of("") : path.subList(3, path.size()));
    }

    private static RequestKind ofResource(List<String> resource) {
        return switch (resource.get(0)) {
            case "query", "queryAll" -> QUERY;
            case "jobs" -> resource.size() > 1 && resource.get(1).equals("ingest") ? INGEST : BULK;
            case "composite" -> resource.size() > 1 && resource.get(1).equals("sobjects") ? COLLECTIONS : COMPOSITE;
            case "limits" -> LIMITS;
            case "sobjects" -> resource.size() == 1 || resource.contains("describe") ? DESCRIBE : RECORDS;
            default -> OTHER;
        };
    }

    /** Returns whether such requests can change records. */
    public boolean canWrite() {
        return this == RECORDS || this == COLLECTIONS || this == COMPOSITE || this == INGEST;
    }

    public static Optional<RequestKind> named(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.wireName().equals(name))
                .findFirst();
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
