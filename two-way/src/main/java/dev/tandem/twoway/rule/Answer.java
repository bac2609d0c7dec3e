/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.rule;

/** Salesforce's answer to one write, as far as it matters to the row. */
public sealed interface Answer {
    /** The update or delete was carried out. */
    record Written() implements Answer {}

    /** The record was created. */
    record Created(String salesforceId) implements Answer {}

    /** A record with the row's key exists, so no second one was created: an earlier create was carried out after all. */
    record Exists() implements Answer {}

    /** The guard found that someone had modified the record since it was looked at; nothing was written. */
    record Overtaken() implements Answer {}

    /** The record does not exist; nothing was written. */
    record Gone() implements Answer {}

    /** Nothing was written, for a reason that passes: a lock, a limit, a server that is down. */
    record Busy() implements Answer {}

    /**
     * The answer was lost: the write was carried out, or may still be, or never arrived.
     *
     * @param lookAt when a look is to find out, in µs since the epoch
     */
    record Lost(long lookAt) implements Answer {}

    /** Nothing was written, and nothing would be if it were sent again unchanged. */
    record Rejected() implements Answer {}
}
