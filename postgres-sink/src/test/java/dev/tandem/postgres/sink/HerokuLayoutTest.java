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
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code table.layout=heroku}: the tables of Heroku Connect. */
class HerokuLayoutTest extends SinkTest {
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

    @BeforeEach
    void configure() {
        sink.with("table.layout", "heroku");
    }

    @Test
    void createsTablesOfHerokuConnect() {
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
    void usesUpNoNumbersOfIdOnUpdates() {
        for (int i = 0; i < 20; i++) {
            sink.put(Changes.change("r", "001A", 10 + i, ACCOUNT, Map.of("Name", "n" + i), null));
        }
        sink.put(Changes.change("r", "001B", 100, ACCOUNT, Map.of("Name", "n"), null));
        assertThat(database.rows("SELECT id FROM salesforce.account ORDER BY 1"))
                .containsExactly("1", "2");
    }

    static Stream<Arguments> types() {
        return Stream.of(
                Arguments.of(text("reference", 18), "character varying(18)"),
                Arguments.of(text("string", 80), "character varying(80)"),
                Arguments.of(text("string", 1300), "character varying(1300)"),
                Arguments.of(text("textarea", 255), "character varying(255)"),
                Arguments.of(text("textarea"), "text"),
                Arguments.of(text("picklist", 40), "character varying(40)"),
                Arguments.of(text("picklist"), "character varying(255)"),
                Arguments.of(text("multipicklist"), "character varying(4099)"),
                Arguments.of(text("combobox", 30), "character varying(30)"),
                Arguments.of(text("email", 80), "character varying(80)"),
                Arguments.of(text("email"), "character varying(80)"),
                Arguments.of(text("phone"), "character varying(40)"),
                Arguments.of(text("url"), "character varying(255)"),
                Arguments.of(text("encryptedstring"), "text"),
                Arguments.of(text("anyType"), "text"),
                Arguments.of(described(SchemaBuilder.bool(), "boolean"), "boolean"),
                Arguments.of(described(SchemaBuilder.int32(), "int"), "integer"),
                Arguments.of(described(SchemaBuilder.float64(), "double"), "double precision"),
                Arguments.of(described(SchemaBuilder.float64(), "currency"), "double precision"),
                Arguments.of(described(Decimal.builder(2), "currency"), "double precision"),
                Arguments.of(described(SchemaBuilder.float64(), "percent"), "double precision"),
                Arguments.of(described(org.apache.kafka.connect.data.Date.builder(), "date"), "date"),
                Arguments.of(described(Timestamp.builder(), "datetime"), "timestamp without time zone"),
                Arguments.of(described(Time.builder(), "time"), "time without time zone"));
    }

    private static Schema text(String type, int length) {
        return SourceColumn.describe(SchemaBuilder.string().optional(), type, length)
                .build();
    }

    private static Schema text(String type) {
        return described(SchemaBuilder.string(), type);
    }

    private static Schema described(SchemaBuilder schema, String type) {
        return SourceColumn.describe(schema.optional(), type).build();
    }

    @ParameterizedTest
    @MethodSource("types")
    void takesTypesOfHerokuConnect(Schema schema, String type) {
        Schema row = SchemaBuilder.struct()
                .optional()
                .field("Id", text("id", 18))
                .field("Some_Field__c", schema)
                .build();
        sink.put(Changes.change("r", "001A", 1, row, Map.of(), null));
        assertThat(database.rows("SELECT format_type(atttypid, atttypmod) FROM pg_attribute"
                        + " WHERE attrelid = 'salesforce.account'::regclass AND attname = 'some_field__c'"))
                .containsExactly(type);
    }

    @Test
    void createsSerialIdAndComparesSfidByBytes() {
        sink.put(Changes.change("r", "001A", 1, ACCOUNT, Map.of(), null));
        assertThat(database.rows(
                        "SELECT pg_get_serial_sequence('salesforce.account', 'id'), (SELECT collname FROM pg_collation c"
                                + " JOIN pg_attribute a ON a.attcollation = c.oid WHERE a.attrelid = 'salesforce.account'::regclass"
                                + " AND a.attname = 'sfid')"))
                .containsExactly("salesforce.account_id_seq|ucs_basic");
    }

    /** Creates a table as Heroku Connect does, with its triggers, and with what applications add. */
    private void makeHerokuConnectsTable() {
        database.execute("""
                CREATE SCHEMA salesforce;
                CREATE FUNCTION public.get_xmlbinary() RETURNS varchar LANGUAGE plpgsql AS
                    $$ DECLARE xmlbin varchar; BEGIN SELECT INTO xmlbin setting FROM pg_settings WHERE name = 'xmlbinary';
                    RETURN xmlbin; END $$;
                CREATE TABLE salesforce.account (
                    createddate timestamp without time zone,
                    isdeleted boolean,
                    name character varying(255),
                    ownerid character varying(18),
                    industry character varying(40),
                    systemmodstamp timestamp without time zone,
                    id integer NOT NULL,
                    sfid character varying(18) COLLATE pg_catalog.ucs_basic,
                    _hc_lastop character varying(32),
                    _hc_err text);
                CREATE SEQUENCE salesforce.account_id_seq START WITH 1 OWNED BY salesforce.account.id;
                ALTER TABLE ONLY salesforce.account ALTER COLUMN id SET DEFAULT nextval('salesforce.account_id_seq'::regclass);
                ALTER TABLE ONLY salesforce.account ADD CONSTRAINT account_pkey PRIMARY KEY (id);
                CREATE INDEX hc_idx_account_systemmodstamp ON salesforce.account USING btree (systemmodstamp);
                CREATE UNIQUE INDEX hcu_idx_account_sfid ON salesforce.account USING btree (sfid);
                CREATE TABLE salesforce._trigger_log (record_id integer, action varchar(7));
                CREATE FUNCTION salesforce.hc_account_logger() RETURNS trigger LANGUAGE plpgsql AS
                    $$ BEGIN INSERT INTO salesforce._trigger_log VALUES (NEW.id, TG_OP); RETURN NULL; END $$;
                CREATE FUNCTION salesforce.hc_account_status() RETURNS trigger LANGUAGE plpgsql AS
                    $$ BEGIN NEW._hc_lastop := 'PENDING'; RETURN NEW; END $$;
                CREATE TRIGGER hc_account_logtrigger AFTER INSERT OR UPDATE ON salesforce.account FOR EACH ROW
                    WHEN (((public.get_xmlbinary())::text = 'base64'::text)) EXECUTE FUNCTION salesforce.hc_account_logger();
                CREATE TRIGGER hc_account_status_trigger BEFORE INSERT OR UPDATE ON salesforce.account FOR EACH ROW
                    WHEN (((public.get_xmlbinary())::text = 'base64'::text)) EXECUTE FUNCTION salesforce.hc_account_status();
                CREATE VIEW app_accounts AS SELECT sfid, name, industry FROM salesforce.account;
                CREATE TABLE app_notes (account_id integer REFERENCES salesforce.account, note text);
                INSERT INTO salesforce.account (sfid, name, industry, _hc_lastop)
                    SELECT '001' || n, 'old ' || n, 'Retail', 'SYNCED' FROM generate_series(1, 3) n;
                INSERT INTO app_notes VALUES (2, 'about 2');
                DELETE FROM salesforce._trigger_log;""");
    }

    @Test
    void takesOverTableOfHerokuConnectAddingOnlyVersion() {
        makeHerokuConnectsTable();
        String definition =
                "SELECT attname, format_type(atttypid, atttypmod), attnotnull, attcollation FROM pg_attribute"
                        + " WHERE attrelid = 'salesforce.account'::regclass AND attnum > 0 ORDER BY attnum";
        String indexes = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'salesforce' ORDER BY 1";
        List<String> columns = database.rows(definition);
        List<String> indexesBefore = database.rows(indexes);

        sink.put(
                Changes.change("r", "0012", 1, ACCOUNT, Map.of("Name", "new 2", "Industry", "Banking"), null),
                Changes.change("u", "0013", 2, ACCOUNT, Map.of("Name", "new 3"), List.of("Name")),
                Changes.change("r", "0014", 3, ACCOUNT, Map.of("Name", "new 4"), null),
                Changes.delete("0011", 4));

        assertThat(sink.errors()).isEmpty();
        columns.add("_sync_version|bigint|f|0");
        assertThat(database.rows(definition)).isEqualTo(columns);
        assertThat(database.rows(indexes)).isEqualTo(indexesBefore);
        assertThat(database.rows("SELECT id, sfid, name, industry, _hc_lastop FROM salesforce.account ORDER BY 1"))
                .containsExactly(
                        "2|0012|new 2|Banking|SYNCED", "3|0013|new 3|Retail|SYNCED", "4|0014|new 4|null|SYNCED");
        assertThat(database.rows("SELECT * FROM salesforce._trigger_log"))
                .as("the sink's own writes are known by xmlbinary")
                .isEmpty();
    }

    @Test
    void keepsQueriesOfApplicationWorking() {
        makeHerokuConnectsTable();
        sink.put(Changes.change("r", "0012", 1, ACCOUNT, Map.of("Name", "new 2"), null));
        database.execute("INSERT INTO salesforce.account (name) VALUES ('made here');"
                + " UPDATE salesforce.account SET name = 'edited' WHERE sfid = '0013';"
                + " INSERT INTO salesforce.account (sfid, name) VALUES ('0012', 'x') ON CONFLICT (sfid)"
                + " DO UPDATE SET industry = 'Energy'");
        sink.put(Changes.change("u", "0012", 2, ACCOUNT, Map.of("Name", "newer 2"), List.of("Name")));
        assertThat(database.rows("SELECT sfid, name, industry FROM app_accounts ORDER BY name"))
                .containsExactly(
                        "0013|edited|Retail", "null|made here|null", "0012|newer 2|Energy", "0011|old 1|Retail");
        assertThat(database.rows(
                        "SELECT a.name, n.note FROM salesforce.account a JOIN app_notes n ON n.account_id = a.id"))
                .containsExactly("newer 2|about 2");
        assertThat(database.rows("SELECT DISTINCT action FROM salesforce._trigger_log ORDER BY 1"))
                .as("the application's own writes still reach its triggers")
                .containsExactly("INSERT", "UPDATE");
    }

    @Test
    void lengthensColumnOnlyForKnownLength() {
        makeHerokuConnectsTable();
        database.execute("DROP VIEW app_accounts");
        Schema longer = SchemaBuilder.struct()
                .optional()
                .field("Id", text("id", 18))
                .field("Name", text("string", 300))
                .field("Industry", text("picklist"))
                .build();
        sink.put(Changes.change("r", "0012", 1, longer, Map.of("Name", "n".repeat(300)), null));
        assertThat(
                        database.rows(
                                "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute"
                                        + " WHERE attrelid = 'salesforce.account'::regclass AND attname IN ('name', 'industry') ORDER BY 1"))
                .containsExactly("industry|character varying(40)", "name|character varying(300)");
    }
}
