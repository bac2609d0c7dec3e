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
import org.apache.kafka.common.config.ConfigDef.Importance;

/**
 * The form of records: the fields that are copied, the type of numbers with decimals, and the records of a delete.
 *
 * @param include patterns {@code Object.Field} with {@code *}; empty for all
 * @param exclude patterns of the same form, which win
 * @param deletes the records that a delete is made of
 */
public record FieldSettings(
        List<String> include, List<String> exclude, DecimalHandling decimals, DeleteRecords deletes) {

    public static final String INCLUDE = "field.include.list";
    public static final String EXCLUDE = "field.exclude.list";
    static final String DECIMALS = "decimal.handling.mode";
    static final String TOMBSTONES = "tombstones.on.delete";

    /** The records that a delete is made of. */
    public enum DeleteRecords {
        ENVELOPE,
        /** The envelope, and a record without a value after it. */
        ENVELOPE_AND_TOMBSTONE
    }

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
                                .documentation("The type of numbers with decimals (double, currency, percent)."
                                        + " precise is Connect's Decimal with the field's scale;"
                                        + " more decimals are rounded half up."),
                        Option.flag(TOMBSTONES)
                                .defaultsTo(false)
                                .importance(Importance.LOW)
                                .documentation("Whether each delete is followed by a record with the same key and"
                                        + " without a value, for consumers that expect one."));
    }

    public static FieldSettings from(AbstractConfig config) {
        return new FieldSettings(
                List.copyOf(config.getList(INCLUDE)),
                List.copyOf(config.getList(EXCLUDE)),
                Choice.read(config, DECIMALS, DecimalHandling.class),
                config.getBoolean(TOMBSTONES) ? DeleteRecords.ENVELOPE_AND_TOMBSTONE : DeleteRecords.ENVELOPE);
    }
}
