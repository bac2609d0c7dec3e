/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.event;

/** The release of Tandem that is running, which every connector and transform reports as its version. */
public final class Release {
    private static final String VERSION = versionOf(Release.class.getPackage().getImplementationVersion());

    private Release() {}

    public static String version() {
        return VERSION;
    }

    /** Classes outside a jar (an IDE, the module's own tests) have no manifest. */
    private static String versionOf(String manifestVersion) {
        return manifestVersion == null ? "development" : manifestVersion;
    }
}
