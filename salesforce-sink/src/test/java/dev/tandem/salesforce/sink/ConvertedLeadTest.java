/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Edits of leads that are converted in Salesforce, which lets no one change them any more. */
class ConvertedLeadTest {
    private final TwoSides sides = new TwoSides();
    private String id;

    @BeforeEach
    void convertLead() throws JsonProcessingException {
        String fields = "{\"fields\": [{\"name\": \"LastName\", \"type\": \"string\", \"length\": 80},"
                + " {\"name\": \"IsConverted\", \"type\": \"boolean\", \"createable\": false, \"updateable\": false}]}";
        sides.org().define("Lead", new ObjectMapper().readTree(fields));
        id = sides.org().addRecords("Lead", List.of(Map.of("LastName", "Doe"))).get(0);
        sides.edit("CREATE TABLE \"Lead\" (\"Id\" varchar(18) PRIMARY KEY, \"LastName\" text, \"IsConverted\" boolean);"
                + " INSERT INTO \"Lead\" VALUES ('" + id + "', 'Doe', false)");
        sides.with("tables", "public.Account:Account,public.Lead:Lead").start();
        await().until(() -> sides.database()
                .rows("SELECT FROM tandem.two_way_tables WHERE table_name = 'Lead'")
                .equals(List.of("")));
        sides.org().update("Lead", List.of(id), Map.of("IsConverted", true));
    }

    @AfterEach
    void close() throws SQLException {
        sides.close();
    }

    @Test
    void keepsEditUntilItIsReverted() {
        sides.edit("UPDATE \"Lead\" SET \"LastName\" = 'Dough'");

        await().untilAsserted(() -> assertThat(sides.database().rows("SELECT field, state, error FROM tandem.pending"))
                .containsExactly("LastName|failed|CANNOT_UPDATE_CONVERTED_LEAD: cannot reference converted lead"));
        sides.edit("SELECT tandem.revert('\"Lead\"')");

        sides.awaitRest();
        assertThat(sides.database().rows("SELECT \"LastName\" FROM \"Lead\"")).containsExactly("Doe");
        assertThat(sides.database().rows("SELECT field, local_value, remote_value FROM tandem.conflicts"))
                .containsExactly("LastName|\"Dough\"|\"Doe\"");
    }
}
