/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.settings;

import java.util.List;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;

/**
 * Which fields are copied, and how numbers with decimals are written.
 *
 * @param include patterns {@code Object.Field} with {@code *}; empty for all
 * @param exclude patterns of the same form, which win
 */
public record FieldSettings(List<String> include, List<String> exclude, DecimalHandling decimals) {

    public static final String INCLUDE = "field.include.list";
    public static final String EXCLUDE = "field.exclude.list";
    static final String DECIMALS = "decimal.handling.mode";

    /** How the types double, currency and percent are written; the names are Debezium's. */
    public enum DecimalHandling {
        DOUBLE,
        PRECISE,
        STRING
    }

    /** What changes without a change event (protocol: derived fields are not captured), and would go stale. */
    private static final List<String> NOT_CAPTURED = List.of(
            "*.IsDeleted",
            "*.SystemModstamp",
            "*.LastViewedDate",
            "*.LastReferencedDate",
            "*.LastActivityDate",
            "*.PhotoUrl",
            "*.LastCURequestDate",
            "*.LastCUUpdateDate",
            "*.UserRecordAccessId",
            "User.LastLoginDate",
            "User.LastPasswordChangeDate",
            "User.NumberOfFailedLogins",
            "User.FullPhotoUrl",
            "User.SmallPhotoUrl",
            "User.MediumPhotoUrl",
            "User.BannerPhotoUrl",
            "User.SmallBannerPhotoUrl",
            "User.MediumBannerPhotoUrl");

    public static void define(ConfigDef definition) {
        new OptionGroup(definition, "Fields")
                .option(
                        INCLUDE,
                        Type.LIST,
                        List.of(),
                        Importance.MEDIUM,
                        "The fields to copy, as Object.Field, where * stands for any characters. Empty: all. Id is"
                                + " always copied.")
                .option(
                        EXCLUDE,
                        Type.LIST,
                        NOT_CAPTURED,
                        Importance.MEDIUM,
                        "The fields not to copy, in the same form. By default those that Salesforce changes without a"
                                + " change event, and which would therefore go stale.")
                .option(
                        DECIMALS,
                        DecimalHandling.class,
                        "double",
                        Importance.MEDIUM,
                        "How numbers with decimals (double, currency, percent) are written: double, precise (Connect's"
                                + " Decimal with the field's scale; more decimals are rounded half up) or string.");
    }

    public static FieldSettings from(AbstractConfig config) {
        return new FieldSettings(
                List.copyOf(config.getList(INCLUDE)),
                List.copyOf(config.getList(EXCLUDE)),
                OptionGroup.choice(DecimalHandling.class, config.getString(DECIMALS)));
    }
}
