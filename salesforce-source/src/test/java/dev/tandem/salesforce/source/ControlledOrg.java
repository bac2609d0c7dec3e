/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.OrgSettings;
import dev.tandem.salesforce.client.auth.Credentials;
import dev.tandem.salesforce.client.bulk.BulkQuery;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.simulator.SalesforceSimulator;
import dev.tandem.salesforce.simulator.SimulatorOptions;
import java.net.URI;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A simulated org under the control of a test. */
final class ControlledOrg implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SalesforceSimulator simulator;

    private ControlledOrg(SalesforceSimulator simulator) {
        this.simulator = simulator;
    }

    static ControlledOrg start() {
        return start(SimulatorOptions.defaults());
    }

    static ControlledOrg start(SimulatorOptions options) {
        return new ControlledOrg(SalesforceSimulator.start(options));
    }

    /** Returns the options with which a connector reaches this org. */
    Map<String, String> properties(String... objects) {
        Map<String, String> properties = new HashMap<>();
        properties.put("name", "test");
        properties.put("salesforce.instance", baseUrl().toString());
        properties.put("salesforce.consumer.key", simulator.clientId());
        properties.put("salesforce.consumer.secret", simulator.clientSecret());
        properties.put("sobject.names", String.join(",", objects));
        properties.put("request.max.retries.time.ms", "20000");
        return properties;
    }

    SalesforceSimulator simulator() {
        return simulator;
    }

    /** Lets whoever has the certificate's key log in by JWT bearer. */
    void trust(Certificate certificate) throws CertificateEncodingException {
        String pem = "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
                + "\n-----END CERTIFICATE-----\n";
        send("POST", "certificates", JSON.createObjectNode().put("pem", pem).toString());
    }

    /** @param fields without a description of their own, in Salesforce's shape; single quotes stand for double ones */
    void describe(String object, String fields) {
        send("PUT", "objects/" + object, quoted("{'fields':[" + fields + "]}"));
    }

    /** @param description of an object, in Salesforce's shape; single quotes stand for double ones */
    void describeWhole(String object, String description) {
        send("PUT", "objects/" + object, quoted(description));
    }

    /** Creates an object for which Change Data Capture is not selected. */
    void describeWithoutEvents(String object, String fields) {
        send("PUT", "objects/" + object, quoted("{'replicateable':false,'fields':[" + fields + "]}"));
    }

    void addField(String object, String field) {
        send("POST", "objects/" + object + "/fields", quoted(field));
    }

    void removeField(String object, String field) {
        send("DELETE", "objects/" + object + "/fields/" + field, "");
    }

    List<String> generate(String object, int count) {
        return ids(send("POST", "objects/" + object + "/records", "{\"count\":" + count + "}"));
    }

    List<String> create(String object, String records) {
        return ids(send("POST", "objects/" + object + "/records", quoted("{'records':[" + records + "]}")));
    }

    /** Creates records without an event. */
    List<String> createUnseen(String object, String records) {
        return ids(
                send("POST", "objects/" + object + "/records", quoted("{'events':false,'records':[" + records + "]}")));
    }

    void update(String object, String records) {
        send("PATCH", "objects/" + object + "/records", quoted("{'records':[" + records + "]}"));
    }

    void updateUnseen(String object, String records) {
        send("PATCH", "objects/" + object + "/records", quoted("{'events':false,'records':[" + records + "]}"));
    }

    void delete(String object, List<String> ids) {
        send("DELETE", "objects/" + object + "/records", "{\"ids\":" + JSON.valueToTree(ids) + "}");
    }

    void deleteUnseen(String object, List<String> ids) {
        send("DELETE", "objects/" + object + "/records", "{\"events\":false,\"ids\":" + JSON.valueToTree(ids) + "}");
    }

    /** Removes deleted records from the recycle bin. */
    void purge(String object, List<String> ids) {
        send("DELETE", "objects/" + object + "/records", "{\"purge\":true,\"ids\":" + JSON.valueToTree(ids) + "}");
    }

    void undelete(String object, List<String> ids) {
        send("POST", "objects/" + object + "/records/undelete", "{\"ids\":" + JSON.valueToTree(ids) + "}");
    }

    /** The records that are not deleted, by id, as REST shows them. */
    Map<String, ObjectNode> records(String object) {
        Map<String, ObjectNode> records = new HashMap<>();
        for (JsonNode record : send("GET", "objects/" + object + "/records", "").get("records")) {
            if (!record.path("IsDeleted").asBoolean()) {
                records.put(record.get("Id").asText(), (ObjectNode) record);
            }
        }
        return records;
    }

    void load(String settings) {
        send("POST", "load", quoted(settings));
    }

    void stopLoad() {
        send("DELETE", "load", "");
    }

    void fault(String name, String parameters) {
        send("PUT", "faults/" + name, quoted(parameters));
    }

    void stopFault(String name) {
        send("DELETE", "faults/" + name, "");
    }

    void inject(String channel, JsonNode data) {
        ObjectNode event = JSON.createObjectNode();
        event.put("channel", channel).set("data", data);
        send("POST", "events", event.toString());
    }

    JsonNode state() {
        return send("GET", "state", "");
    }

    void awaitSubscriptions(String channel, int count) {
        await().until(() -> state().path("subscriptions").path(channel).asInt() >= count);
    }

    /** Waits until the load has made so many changes. */
    void awaitChanges(int count) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> state().path("load").path("made").asInt() >= count);
    }

    void deleteBulkJob(String id) {
        Credentials credentials = new Credentials.ClientCredentials(simulator.clientId(), simulator.clientSecret());
        new BulkQuery(SalesforceApi.of(OrgSettings.of(baseUrl()), credentials)).delete(id);
    }

    URI baseUrl() {
        return simulator.baseUrl();
    }

    private static List<String> ids(JsonNode answer) {
        List<String> ids = new ArrayList<>();
        answer.get("ids").forEach(id -> ids.add(id.asText()));
        return ids;
    }

    private JsonNode send(String method, String path, String body) {
        return simulator.control().call(method, path, body);
    }

    static String quoted(String singleQuoted) {
        return singleQuoted.replace('\'', '"');
    }

    @Override
    public void close() {
        simulator.close();
    }
}
