/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fields that an administrator of Salesforce changes while edits of them are pending. */
class ChangedFieldsTest {
    private static final Map<String, Object> TIER = Map.of("name", "Tier__c", "type", "string", "length", 20);

    private final TwoSides sides = new TwoSides();
    private String id;

    @BeforeEach
    void makeTableTwoWay() {
        sides.org().addField("Account", TIER);
        sides.edit("ALTER TABLE \"Account\" ADD \"Tier__c\" text");
        id = sides.addAccount("Acme");
        sides.org().update("Account", List.of(id), Map.of("Tier__c", "1"));
        sides.applying("UPDATE \"Account\" SET \"Tier__c\" = '1'");
        sides.start();
        sides.stop();
    }

    @AfterEach
    void close() throws SQLException {
        sides.close();
    }

    private void changeField(Map<String, Object> changed) {
        Map<String, Object> field = new HashMap<>(TIER);
        field.putAll(changed);
        sides.org().addField("Account", field);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "length, 3, 'Golden', STRING_TOO_LONG",
                "type, picklist, 'Golden', INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
                "nillable, false, null, REQUIRED_FIELD_MISSING"
            })
    void keepsEditThatFieldNoLongerTakes(String property, String changed, String value, String message) {
        String sql = value == null ? "NULL" : "'" + value + "'";
        sides.edit("UPDATE \"Account\" SET \"Tier__c\" = " + sql + ", \"Phone\" = '2'");
        Map<String, Object> field = new HashMap<>(
                Map.of("restrictedPicklist", changed.equals("picklist"), "picklistValues", List.of("1", "Silver")));
        field.put(property, property.equals("length") ? Integer.valueOf(changed) : changed);
        if (property.equals("nillable")) {
            field.put(property, false);
        }
        changeField(field);

        sides.launch();

        await().untilAsserted(() -> assertThat(sides.database()
                        .rows("SELECT field, state, error LIKE '%" + message + "%' FROM tandem.pending ORDER BY 1"))
                .containsExactly("Phone|failed|t", "Tier__c|failed|t"));
        assertThat(sides.metric("tables-stopped")).isZero();

        sides.stop();
        changeField(Map.of());
        sides.edit("SELECT tandem.requeue('\"Account\"')");
        sides.launch();

        sides.awaitRest();
        assertThat(sides.record(id).path("Tier__c").asText()).isEqualTo(value == null ? "null" : value);
        assertThat(sides.record(id).path("Phone").asText()).isEqualTo("2");
    }

    @Test
    void logsEditOfFieldThatIsGone() {
        sides.edit("UPDATE \"Account\" SET \"Tier__c\" = 'Golden', \"Phone\" = '2'");
        sides.org().removeField("Account", "Tier__c");

        sides.launch();

        sides.awaitRest();
        assertThat(sides.record(id).path("Phone").asText()).isEqualTo("2");
        assertThat(sides.database().rows("SELECT field, local_value, remote_value FROM tandem.conflicts"))
                .containsExactly("Tier__c|\"Golden\"|\"1\"");
    }

    @Test
    void readsRecordsAgainWhenFieldIsBack() {
        sides.org().removeField("Account", "Tier__c");
        sides.launch();
        await().until(() -> sides.database()
                .rows("SELECT options -> 'former' FROM tandem.two_way_tables")
                .equals(List.of("[\"Tier__c\"]")));
        sides.stop();
        sides.edit("UPDATE \"Account\" SET \"Tier__c\" = 'Unnoticed'");
        List<String> before = sides.database().rows("SELECT * FROM tandem.signals");
        sides.org().addField("Account", TIER);

        sides.launch();

        await().untilAsserted(() -> assertThat(
                        sides.database().rows("SELECT data::jsonb -> 'data-collections' FROM tandem.signals"))
                .containsExactly("[\"Account\"]"));
        assertThat(before).isEmpty();
    }
}
