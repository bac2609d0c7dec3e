/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.event;

/** The headers of a flat record after the transform; what a sink needs to apply it beside the row itself. */
public final class ChangeHeaders {
    /** String: an {@link Operation} code. */
    public static final String OP = "tandem.op";

    /** String: an {@link Origin} code, or the name that the transform is configured with. */
    public static final String ORIGIN = "tandem.origin";

    /** Int64: orders changes of one object, see {@link VersionClock}. Nothing but order may be read from it. */
    public static final String VERSION = "tandem.version";

    /** Int64, µs since the epoch: when the change was committed at its origin. */
    public static final String COMMIT_TS = "tandem.commit_ts";

    /** Array of string: the fields that the change carries. Absent when the value is the whole row. */
    public static final String CHANGED = "tandem.changed";

    /** Boolean: whether the value is a whole row that was read, rather than a change. */
    public static final String READ = "tandem.read";

    /** String: the id of the write request that this change is the echo of. Absent on anything else. */
    public static final String ECHO = "tandem.echo";

    /** String: why this record cannot be applied, set by the transform for the sink to report. */
    public static final String ERROR = "tandem.error";

    private ChangeHeaders() {}
}
