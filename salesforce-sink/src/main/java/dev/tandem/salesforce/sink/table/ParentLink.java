/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.table;

import dev.tandem.salesforce.client.rest.SObjectName;

/**
 * A column that names a row's parent by its key, for parents that have no Salesforce id yet.
 *
 * @param column the column, such as {@code Account__Tandem_Key__c}
 * @param reference the column of the reference that it stands for, such as {@code AccountId}
 * @param required whether Salesforce creates no record without the reference
 */
public record ParentLink(String column, String reference, SObjectName parent, boolean required) {}
