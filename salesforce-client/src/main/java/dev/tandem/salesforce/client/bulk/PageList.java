/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.salesforce.client.SalesforceException;
import dev.tandem.salesforce.client.http.UrlText;
import dev.tandem.salesforce.client.rest.ApiRequest;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A list of the pages of a job's result that Salesforce offers to clients that read several at the same time. It comes in parts of
 * up to five pages. Versions before 58.0 have none. Not thread-safe.
 */
final class PageList {
    private static final Logger LOG = LoggerFactory.getLogger(PageList.class);
    private static final Pattern LOCATOR = Pattern.compile("[?&]locator=([^&]+)");

    private final SalesforceApi api;
    private final QueryJob job;
    private final List<String> locators = new ArrayList<>();
    /** The path of the next part; empty if there is none. */
    private Optional<String> next;

    /** @param start the locator of the first page that is read; empty for the first page of the result */
    PageList(SalesforceApi api, QueryJob job, Optional<String> start) {
        this.api = api;
        this.job = job;
        String path = "/services/data/v" + job.apiVersion() + "/jobs/query/" + job.id() + "/resultPages";
        this.next = Optional.of(
                path + start.map(at -> "?locator=" + UrlText.encode(at)).orElse(""));
    }

    /** Returns up to {@code count} locators from one on; only this one if the list does not have it. */
    List<String> from(String locator, int count) {
        if (locators.isEmpty()) {
            readPart();
        }
        int index = locators.indexOf(locator);
        if (index < 0) {
            next = Optional.empty();
            return List.of(locator);
        }
        locators.subList(0, index).clear();
        while (locators.size() < count && next.isPresent()) {
            readPart();
        }
        return List.copyOf(locators.subList(0, Math.min(count, locators.size())));
    }

    /** Reads the next part. Without it, pages are still found one after the other, so only an interrupt is thrown. */
    private void readPart() {
        if (next.isEmpty()) {
            return;
        }
        ApiRequest request = ApiRequest.get("list of the pages of Bulk query job " + job.id(), next.get());
        next = Optional.empty();
        try {
            JsonNode part = api.call(request, answer -> answer.json());
            int known = locators.size();
            for (JsonNode page : part.path("resultPages")) {
                locator(page.path("resultUrl").asText()).ifPresent(locators::add);
            }
            String path = part.path("nextRecordsUrl").asText("");
            next = path.startsWith("/") && locators.size() > known ? Optional.of(path) : Optional.empty();
        } catch (SalesforceException failure) {
            if (Thread.currentThread().isInterrupted()) {
                throw failure;
            }
            LOG.info("The pages of Bulk query job {} are read one after the other: {}", job.id(), failure.getMessage());
        }
    }

    private static Optional<String> locator(String url) {
        Matcher locator = LOCATOR.matcher(url);
        return locator.find()
                ? Optional.of(URLDecoder.decode(locator.group(1), StandardCharsets.UTF_8))
                : Optional.empty();
    }
}
