/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.rest;

import java.util.List;
import java.util.Optional;

/**
 * A field of a describe result, as far as replication needs it.
 *
 * @param typeName describe's own name of the type, even if {@code type} is UNKNOWN
 * @param length in characters; 0 for numbers and dates
 * @param precision total digits of a number; 0 for other types
 * @param scale digits after the point
 * @param digits digits of an int
 * @param caseSensitive whether values that differ in case are different, if they must be unique or are external ids
 * @param compoundFieldName the compound field that contains this one ({@code BillingAddress} of {@code BillingStreet})
 * @param extraTypeInfo distinguishes kinds of text areas ({@code plaintextarea}, {@code richtextarea}) and of names in person accounts
 * @param restrictedValues the active values of a restricted picklist; empty for other fields
 */
public record FieldDescription(
        String name,
        String label,
        FieldType type,
        String typeName,
        int length,
        int precision,
        int scale,
        int digits,
        boolean nillable,
        boolean createable,
        boolean updateable,
        boolean calculated,
        boolean custom,
        boolean externalId,
        boolean unique,
        boolean caseSensitive,
        boolean nameField,
        boolean defaultedOnCreate,
        Optional<String> compoundFieldName,
        Optional<String> relationshipName,
        List<String> referenceTo,
        Optional<String> extraTypeInfo,
        List<String> restrictedValues) {}
