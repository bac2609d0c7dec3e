/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.rest;

import java.util.List;
import java.util.Optional;

/**
 * One field of a describe result, with what a copy of its values needs to know.
 *
 * @param typeName describe's own word for the type, also where {@code type} is UNKNOWN
 * @param length in characters; 0 where it has no meaning (numbers, dates)
 * @param precision all digits of a number; 0 where it has no meaning
 * @param scale digits after the point
 * @param digits digits of an int
 * @param compoundFieldName the compound field that this one is a part of ({@code BillingAddress} of {@code BillingStreet})
 * @param extraTypeInfo tells text areas apart ({@code plaintextarea}, {@code richtextarea}) and names in person accounts
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
        boolean nameField,
        boolean defaultedOnCreate,
        Optional<String> compoundFieldName,
        Optional<String> relationshipName,
        List<String> referenceTo,
        Optional<String> extraTypeInfo) {}
