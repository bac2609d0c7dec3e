/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.believable;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.simulator.http.Json;
import dev.tandem.salesforce.simulator.oauth.Identity;
import dev.tandem.salesforce.simulator.records.Caller;
import dev.tandem.salesforce.simulator.records.RecordStore;
import dev.tandem.salesforce.simulator.schema.Catalog;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The objects of an org as one finds it: three standard ones with their usual fields, and a custom one. */
public final class BelievableOrg {
    public static final List<String> OBJECTS = List.of("Account", "Contact", "Opportunity", "Invoice__c");

    private BelievableOrg() {}

    /** Describes one of the believable objects. */
    public static void describe(Catalog catalog, String object) {
        catalog.describe(object, resource(object));
    }

    /** Describes what every org has, and stores its one organization and the users. */
    public static void furnish(Catalog catalog, RecordStore store, Identity identity, String username) {
        describe(catalog, "User");
        describe(catalog, "Organization");
        describe(catalog, "PushTopic");
        describe(catalog, "StreamingChannel");
        ObjectNode organization = Json.MAPPER.createObjectNode();
        organization
                .put("Id", identity.organizationId())
                .put("Name", "Tandem Cycles")
                .put("InstanceName", "SIM1");
        organization.put("OrganizationType", "Enterprise Edition").put("LanguageLocaleKey", "en_US");
        ObjectNode user = Json.MAPPER.createObjectNode();
        user.put("Id", identity.userId()).put("Username", username).put("Email", username);
        user.put("FirstName", "Integration").put("LastName", "User").put("IsActive", true);
        store.load(Caller.system(identity.userId()), transaction -> {
            transaction.create(catalog.object("Organization"), organization);
            return transaction.create(catalog.object("User"), user);
        });
    }

    private static ObjectNode resource(String object) {
        try (InputStream in = BelievableOrg.class.getResourceAsStream(object + ".json")) {
            if (in == null) {
                throw new IllegalArgumentException(
                        "The believable org has no object " + object + "; it has " + String.join(", ", OBJECTS));
            }
            return (ObjectNode) Json.MAPPER.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException("The description of " + object + " cannot be read", e);
        }
    }
}
