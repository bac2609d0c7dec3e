/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.event.SourceColumn;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Timestamp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code table.layout=heroku}: the tables of Heroku Connect. */
class HerokuLayoutTest {
    private static final Schema ACCOUNT = SchemaBuilder.struct()
            .optional()
            .field(
                    "Id",
                    SourceColumn.describe(SchemaBuilder.string().optional(), "id", 18)
                            .build())
            .field(
                    "Name",
                    SourceColumn.describe(SchemaBuilder.string().optional(), "string", 255)
                            .build())
            .field(
                    "OwnerId",
                    SourceColumn.describe(SchemaBuilder.string().optional(), "reference", 18)
                            .build())
            .field(
                    "Industry",
                    SourceColumn.describe(SchemaBuilder.string().optional(), "picklist")
                            .build())
            .field("IsDeleted", Schema.OPTIONAL_BOOLEAN_SCHEMA)
            .field(
                    "CreatedDate",
                    SourceColumn.describe(Timestamp.builder().optional(), "datetime")
                            .build())
            .field(
                    "SystemModstamp",
                    SourceColumn.describe(Timestamp.builder().optional(), "datetime")
                            .build())
            .build();

    private Database database;
    private Harness sink;

    @BeforeEach
    void open() {
        database = Database.create();
        sink = Harness.on(database).with("table.layout", "heroku");
    }

    @AfterEach
    void close() throws Exception {
        sink.close();
        database.close();
    }

    @Test
    void makesTheTablesOfHerokuConnect() {
        sink.put(
                Changes.change("r", "001A", 1, ACCOUNT, Map.of("Name", "Acme", "SystemModstamp", new Date(0)), null),
                Changes.change("r", "001B", 2, ACCOUNT, Map.of("Name", "Bolt"), null));
        sink.put(
                Changes.change("u", "001A", 3, ACCOUNT, Map.of("Name", "New"), List.of("Name")),
                Changes.delete("001B", 4));

        assertThat(database.rows("SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute"
                        + " WHERE attrelid = 'salesforce.account'::regclass AND attnum > 0 ORDER BY attnum"))
                .containsExactly(
                        "id|integer",
                        "sfid|character varying(18)",
                        "name|character varying(255)",
                        "ownerid|character varying(18)",
                        "industry|character varying(255)",
                        "isdeleted|boolean",
                        "createddate|timestamp without time zone",
                        "systemmodstamp|timestamp without time zone",
                        "_hc_err|text",
                        "_hc_lastop|character varying(32)",
                        "_sync_version|bigint");
        assertThat(database.rows("SELECT indexdef FROM pg_indexes WHERE tablename = 'account' ORDER BY indexname"))
                .containsExactly(
                        "CREATE UNIQUE INDEX account_pkey ON salesforce.account USING btree (id)",
                        "CREATE INDEX hc_idx_account_systemmodstamp ON salesforce.account USING btree (systemmodstamp)",
                        "CREATE UNIQUE INDEX hcu_idx_account_sfid ON salesforce.account USING btree (sfid)");
        assertThat(database.rows("SELECT id, sfid, name, systemmodstamp, _hc_lastop, _hc_err FROM salesforce.account"))
                .containsExactly("1|001A|New|1970-01-01 00:00:00|SYNCED|null");
    }

    @Test
    void updatesDoNotUseUpTheNumbersOfId() {
        for (int i = 0; i < 20; i++) {
            sink.put(Changes.change("r", "001A", 10 + i, ACCOUNT, Map.of("Name", "n" + i), null));
        }
        sink.put(Changes.change("r", "001B", 100, ACCOUNT, Map.of("Name", "n"), null));
        assertThat(database.rows("SELECT id FROM salesforce.account ORDER BY 1"))
                .containsExactly("1", "2");
    }
}
