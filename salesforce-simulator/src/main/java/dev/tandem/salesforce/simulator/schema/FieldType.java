/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.schema;

import java.util.Arrays;
import java.util.Locale;

/** The field types that a describe names, and the shape in which the org keeps their values. */
public enum FieldType {
    ID("tns:ID", Shape.TEXT, 18),
    REFERENCE("tns:ID", Shape.TEXT, 18),
    STRING("xsd:string", Shape.TEXT, 255),
    TEXTAREA("xsd:string", Shape.TEXT, 255),
    EMAIL("xsd:string", Shape.TEXT, 80),
    PHONE("xsd:string", Shape.TEXT, 40),
    URL("xsd:string", Shape.TEXT, 255),
    PICKLIST("xsd:string", Shape.TEXT, 255),
    MULTIPICKLIST("xsd:string", Shape.TEXT, 4099),
    COMBOBOX("xsd:string", Shape.TEXT, 255),
    ENCRYPTEDSTRING("xsd:string", Shape.TEXT, 175),
    DATACATEGORYGROUPREFERENCE("xsd:string", Shape.TEXT, 255),
    ANYTYPE("xsd:anyType", Shape.TEXT, 255),
    COMPLEXVALUE("urn:ComplexValue", Shape.TEXT, 0),
    JSON("xsd:string", Shape.TEXT, 131072),
    BASE64("xsd:base64Binary", Shape.TEXT, 0),
    BOOLEAN("xsd:boolean", Shape.BOOLEAN, 0),
    INT("xsd:int", Shape.INTEGER, 0),
    LONG("xsd:long", Shape.INTEGER, 0),
    DOUBLE("xsd:double", Shape.DECIMAL, 0),
    CURRENCY("xsd:double", Shape.DECIMAL, 0),
    PERCENT("xsd:double", Shape.DECIMAL, 0),
    DATE("xsd:date", Shape.DATE, 0),
    DATETIME("xsd:dateTime", Shape.DATETIME, 0),
    TIME("xsd:time", Shape.TIME, 0),
    ADDRESS("urn:address", Shape.COMPOUND, 0),
    LOCATION("urn:location", Shape.COMPOUND, 0);

    /**
     * The Java type that holds a value: String, Boolean, Long, BigDecimal, LocalDate, Instant, LocalTime; a compound holds
     * nothing itself.
     */
    public enum Shape {
        TEXT,
        BOOLEAN,
        INTEGER,
        DECIMAL,
        DATE,
        DATETIME,
        TIME,
        COMPOUND
    }

    private final String soapType;
    private final Shape shape;
    private final int usualLength;

    FieldType(String soapType, Shape shape, int usualLength) {
        this.soapType = soapType;
        this.shape = shape;
        this.usualLength = usualLength;
    }

    /** The type that a describe calls {@code wireName}. */
    public static FieldType of(String wireName) {
        return Arrays.stream(values())
                .filter(type -> type.wireName().equalsIgnoreCase(wireName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No field type is called '" + wireName + "'"));
    }

    public String wireName() {
        return this == ANYTYPE ? "anyType" : name().toLowerCase(Locale.ROOT);
    }

    public Shape shape() {
        return shape;
    }

    public boolean isCompound() {
        return shape == Shape.COMPOUND;
    }

    public boolean isIdentifier() {
        return this == ID || this == REFERENCE;
    }

    /** Returns the name of the type without its namespace. */
    public String xmlName() {
        return soapType.substring(soapType.indexOf(':') + 1);
    }

    String soapType() {
        return soapType;
    }

    int usualLength() {
        return usualLength;
    }
}
