/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.settings;

import dev.tandem.plugin.option.Choice;
import dev.tandem.plugin.option.Option;
import dev.tandem.plugin.option.OptionGroup;
import java.util.List;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * The fields of records: those that are copied, and the type of numbers with decimals.
 *
 * @param include patterns {@code Object.Field} with {@code *}; empty for all
 * @param exclude patterns of the same form, which win
 */
public record FieldSettings(List<String> include, List<String> exclude, DecimalHandling decimals) {

    public static final String INCLUDE = "field.include.list";
    public static final String EXCLUDE = "field.exclude.list";
    static final String DECIMALS = "decimal.handling.mode";

    /** The types of double, currency and percent; the names are Debezium's. */
    public enum DecimalHandling {
        DOUBLE,
        PRECISE,
        STRING
    }

    /** Fields that change without a change event, so that their copies would become stale. */
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
                .add(
                        Option.list(INCLUDE)
                                .defaultsTo(List.of())
                                .documentation("The fields to copy, as Object.Field, where * stands for any characters."
                                        + " If empty, all fields are copied. Id is always copied.")
                                .example("Account.*,Contact.Email"),
                        Option.list(EXCLUDE)
                                .defaultsTo(NOT_CAPTURED)
                                .documentation("The fields not to copy, in the same form."
                                        + " By default those that Salesforce changes without a change event,"
                                        + " because their copies would become stale."),
                        Option.choice(DECIMALS, DecimalHandling.class)
                                .defaultsTo(DecimalHandling.DOUBLE)
                                .documentation(
                                        "The type of numbers with decimals (double, currency, percent)."
                                                + " precise is Connect's Decimal with the field's scale;"
                                                + " a value with more decimals stops its object, because it is never rounded."));
    }

    public static FieldSettings from(AbstractConfig config) {
        return new FieldSettings(
                List.copyOf(config.getList(INCLUDE)),
                List.copyOf(config.getList(EXCLUDE)),
                Choice.read(config, DECIMALS, DecimalHandling.class));
    }
}
