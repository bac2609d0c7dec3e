/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.table;

import dev.tandem.postgres.session.TableId;
import dev.tandem.salesforce.client.rest.SObjectName;
import java.util.Optional;

/**
 * A table and the object that its rows are written to.
 *
 * @param externalId the external id field that holds the keys of rows; empty if the table takes no inserts
 */
public record TableMapping(TableId table, SObjectName object, Optional<String> externalId) {}
