/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.event;

/** The headers that the transform adds to a flat record. Together with the row, they are all that a sink needs. */
public final class ChangeHeaders {
    /** String: an {@link Operation} code. */
    public static final String OP = "tandem.op";

    /** String: an {@link Origin} code, or the name that the transform is configured with. */
    public static final String ORIGIN = "tandem.origin";

    /** Int64: orders the changes of one object (see {@link VersionClock}), and means nothing else. */
    public static final String VERSION = "tandem.version";

    /** Int64, µs since the epoch: the time at which the change was committed at its origin. */
    public static final String COMMIT_TS = "tandem.commit_ts";

    /** Array of string: the fields that the change carries. Absent if the value is the whole row. */
    public static final String CHANGED = "tandem.changed";

    /** Boolean: true for a whole row that was read, false for a change. */
    public static final String READ = "tandem.read";

    /** String: the id of the write request that caused this change in Salesforce. Absent on all other changes. */
    public static final String ECHO = "tandem.echo";

    /** String: the reason why this record cannot be applied. The transform sets it, and the sink reports it. */
    public static final String ERROR = "tandem.error";

    private ChangeHeaders() {}
}
