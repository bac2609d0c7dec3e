/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.event;

/** The running release of Tandem, which every connector and transform reports as its version. */
public final class Release {
    private static final String VERSION = versionOf(Release.class.getPackage().getImplementationVersion());

    private Release() {}

    public static String version() {
        return VERSION;
    }

    /** Returns the version from the manifest. Classes outside a jar (in an IDE or in tests) have none. */
    private static String versionOf(String manifestVersion) {
        return manifestVersion == null ? "development" : manifestVersion;
    }
}
