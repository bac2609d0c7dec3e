/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.plugin.golden.StatementFile;
import dev.tandem.salesforce.client.write.Outcome;
import dev.tandem.salesforce.sink.AccountExample;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Unique values that Salesforce rejects, because another record has them. */
class ReleasedValuesTest {
    @Test
    void findsHolderInMessage() {
        String message = "duplicate value found: Code__c duplicates value on record with id: %s";

        assertThat(ReleasedValues.holder(rejected("DUPLICATE_VALUE", message.formatted("001RM000004UF9s"))))
                .contains("001RM000004UF9sYAG");
        assertThat(ReleasedValues.holder(rejected("DUPLICATE_VALUE", message.formatted("001RM000004UF9sYAG"))))
                .contains("001RM000004UF9sYAG");
        assertThat(ReleasedValues.holder(rejected("DUPLICATE_VALUE", message.formatted("<unknown>"))))
                .isEmpty();
        assertThat(ReleasedValues.holder(rejected("OTHER", message.formatted("001RM000004UF9s"))))
                .isEmpty();
        assertThat(ReleasedValues.holder(new Outcome.Lost("id: 001RM000004UF9s")))
                .isEmpty();
    }

    private static Outcome rejected(String code, String message) {
        return new Outcome.Rejected(code, message, List.of());
    }

    @Test
    void rendersSearchForHolders() {
        StatementFile.assertHolds(
                "released-values.sql", ReleasedValues.holders(AccountExample.TABLE, List.of("Name", "ParentId")));
    }
}
