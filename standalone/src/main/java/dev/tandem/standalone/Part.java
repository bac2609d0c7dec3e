/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone;

import java.util.Locale;

/** The parts of the platform: each is one process, with a log {@code logs/<name>.log} in the work directory. */
public enum Part {
    POSTGRES,
    KAFKA,
    REGISTRY,
    SIMULATOR,
    CONNECT;

    /** The name in logs, directories and messages. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
