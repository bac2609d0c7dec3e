/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.org;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.standalone.Endpoints;
import dev.tandem.standalone.JsonApi;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * A reader of the org through Salesforce's REST API with nothing of Tandem's in between: the other side of every comparison. Each reader
 * logs in by itself.
 */
public final class OrgReader {
    private static final String DATA = "/services/data/v64.0";

    /**
     * The fields that Salesforce changes without a change event, as the Change Data Capture guide lists it: no copy that follows
     * events can keep these, and the source leaves them out.
     */
    public static final Set<String> NOT_CAPTURED =
            Set.of("IsDeleted", "SystemModstamp", "LastActivityDate", "LastViewedDate", "LastReferencedDate");

    private final JsonApi api;

    private OrgReader(JsonApi api) {
        this.api = api;
    }

    public static OrgReader login(Endpoints endpoints) {
        var api = new JsonApi(endpoints.salesforce());
        JsonNode token = api.postForm(
                "/services/oauth2/token",
                "grant_type=client_credentials&client_id=" + encoded(endpoints.clientId()) + "&client_secret="
                        + encoded(endpoints.clientSecret()));
        return new OrgReader(api.withBearer(token.path("access_token").asText()));
    }

    /** The fields that have a value of their own and whose changes make events, as describe orders them. */
    public List<OrgField> fields(String object) {
        List<OrgField> all = StreamSupport.stream(
                        api.get(DATA + "/sobjects/" + object + "/describe")
                                .path("fields")
                                .spliterator(),
                        false)
                .map(OrgField::of)
                .toList();
        Predicate<OrgField> isComposedName = field -> field.name().equals("Name")
                && !field.createable()
                && all.stream().anyMatch(part -> part.compound().equals("Name") && !part.equals(field));
        return all.stream()
                .filter(field -> !field.isCompound() && !field.type().equals("base64"))
                .filter(field -> !NOT_CAPTURED.contains(field.name()))
                .filter(isComposedName.negate())
                .toList();
    }

    /** Every record that is not deleted, by id; the values as JSON has them. */
    public Map<String, JsonNode> records(String object, List<OrgField> fields) {
        String soql =
                "SELECT " + fields.stream().map(OrgField::name).collect(Collectors.joining(", ")) + " FROM " + object;
        var records = new LinkedHashMap<String, JsonNode>();
        JsonNode page = api.get(DATA + "/query?q=" + encoded(soql));
        page.path("records").forEach(record -> records.put(record.path("Id").asText(), record));
        while (!page.path("done").asBoolean()) {
            page = api.get(page.path("nextRecordsUrl").asText());
            page.path("records").forEach(record -> records.put(record.path("Id").asText(), record));
        }
        return records;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
