/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.twoway;

import java.util.List;

/** A way to change a field of records: Tandem's, by way of Postgres, or a bare client of the REST API. */
interface Editor {
    /** Changes one record. */
    void edit(String id, String value) throws Exception;

    /** Changes many records at once. */
    void editAll(List<String> ids, String value) throws Exception;
}
