/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.simulator.bulk.BulkApi;
import dev.tandem.salesforce.simulator.faults.Faults;
import dev.tandem.salesforce.simulator.http.ApiFailure;
import dev.tandem.salesforce.simulator.http.ApiRequest;
import dev.tandem.salesforce.simulator.http.ApiResponse;
import dev.tandem.salesforce.simulator.http.Json;
import dev.tandem.salesforce.simulator.limits.DailyMeter;
import dev.tandem.salesforce.simulator.oauth.AccessTokens;
import dev.tandem.salesforce.simulator.oauth.Identity;
import dev.tandem.salesforce.simulator.publish.Publishing;
import dev.tandem.salesforce.simulator.publish.StreamingChannels;
import dev.tandem.salesforce.simulator.records.Caller;
import dev.tandem.salesforce.simulator.records.RecordStore;
import dev.tandem.salesforce.simulator.records.Sharing;
import dev.tandem.salesforce.simulator.schema.Catalog;
import dev.tandem.salesforce.simulator.schema.SObject;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** {@code /services/data}: checks the session and the limits, then hands the request to whoever serves the resource. */
public final class RestApi {
    private static final Set<String> RESOURCES = Set.of("composite", "jobs", "limits", "query", "queryAll", "sobjects");

    private static final int LONGEST_URI = 16_384;

    private final Catalog catalog;
    private final AccessTokens tokens;
    private final Identity identity;
    private final ApiUsage usage;
    private final RestFaults faults;
    private final QueryApi queries;
    private final RecordsApi records;
    private final CollectionsApi collections;
    private final CompositeApi composites;
    private final BatchApi batches;
    private final TreeApi trees;
    private final ChangesApi changes;
    private final DescribeApi describes;
    private final LimitsApi limits;
    private final PublishApi publishing;
    private final BulkApi bulk;

    /** The parts of the org that its REST API needs; {@code delivered} counts streamed events. */
    public record Parts(
            Catalog catalog,
            RecordStore store,
            Sharing sharing,
            AccessTokens tokens,
            Identity identity,
            ApiUsage usage,
            Faults faults,
            BulkApi bulk,
            DailyMeter delivered,
            Clock clock) {}

    public RestApi(Parts parts, Publishing events) {
        this.catalog = parts.catalog();
        this.tokens = parts.tokens();
        this.identity = parts.identity();
        this.usage = parts.usage();
        this.faults = new RestFaults(parts.faults());
        this.queries = new QueryApi(catalog, parts.store(), parts.sharing(), parts.faults(), parts.clock());
        this.records = new RecordsApi(parts.store(), parts.faults());
        this.publishing = new PublishApi(catalog, events, identity.userId());
        this.collections = new CollectionsApi(catalog, parts.store(), parts.sharing(), publishing);
        this.composites = new CompositeApi(parts.store(), this::part);
        this.batches = new BatchApi(this::part);
        this.trees = new TreeApi(catalog, parts.store());
        this.changes = new ChangesApi(parts.store());
        this.describes = new DescribeApi(catalog);
        this.bulk = parts.bulk();
        this.limits = new LimitsApi(usage, parts.delivered(), bulk::jobsCreated, catalog, parts.store());
    }

    public ApiResponse answer(ApiRequest request) {
        if (request.path().size() == 2) {
            return ApiResponse.ok(Versions.list());
        }
        usage.charge();
        ApiResponse answer = handled(() -> faults.tryStrike(request).orElseGet(() -> admitted(request)));
        return answer.with("Sforce-Limit-Info", "api-usage=%s/%s".formatted(usage.used(), usage.max()));
    }

    /** Answers a part of a composite request. */
    private ApiResponse part(ApiRequest request) {
        return handled(() -> faults.tryLock(request).orElseGet(() -> route(request)));
    }

    private ApiResponse handled(Supplier<ApiResponse> work) {
        ApiResponse answer;
        try {
            answer = work.get();
        } catch (ApiFailure e) {
            answer = e.response();
        } catch (SeveralMatches e) {
            answer = e.response();
        }
        return faults.disguised(answer);
    }

    private ApiResponse admitted(ApiRequest request) {
        if (request.uriLength() > LONGEST_URI) {
            return ApiResponse.html(414, "<html><body><h1>414 URI Too Long</h1></body></html>");
        }
        if (!tokens.admits(request.header("Authorization"))) {
            throw new ApiFailure(401, "INVALID_SESSION_ID", "Session expired or invalid");
        }
        if (usage.isExhausted()) {
            throw new ApiFailure(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
        }
        return route(request);
    }

    private ApiResponse route(ApiRequest request) {
        String version = Versions.of(request.path());
        List<String> resource = request.path().subList(3, request.path().size());
        Caller caller = CallOptions.caller(request, identity.userId(), version);
        if (resource.isEmpty()) {
            return resources(request, version);
        }
        return switch (resource.get(0)) {
            case "query", "queryAll" -> queries.answer(request, resource, version);
            case "sobjects" -> sobjects(request, resource, caller, version);
            case "composite" -> composite(request, resource.subList(1, resource.size()), caller, version);
            case "jobs" ->
                bulk.answer(
                        request,
                        resource.subList(1, resource.size()),
                        version,
                        faults.tryHideOriginOfBulk()
                                ? Caller.bulk(identity.userId(), version, null)
                                : CallOptions.bulkCaller(request, identity.userId(), version));
            case "limits" -> limits.answer(request, resource);
            case "event" -> {
                if (resource.size() != 3 || !resource.get(1).equals("eventSchema")) {
                    throw ApiFailure.notFound();
                }
                yield publishing.schema(resource.get(2), request);
            }
            default -> throw ApiFailure.notFound();
        };
    }

    private ApiResponse composite(ApiRequest request, List<String> resource, Caller caller, String version) {
        String kind = resource.isEmpty() ? "" : resource.get(0);
        if (kind.equals("sobjects")) {
            boolean hidden = faults.tryHideOriginOfCollections();
            return collections.answer(
                    request, resource, hidden ? Caller.rest(identity.userId(), version, null) : caller, version);
        }
        if (!request.method().equals("POST")) {
            throw ApiFailure.methodNotAllowed(request.method(), "POST");
        }
        ObjectNode body = request.json();
        return switch (kind) {
            case "" -> {
                if (faults.tryCountSubrequests()) {
                    usage.charge(CompositeApi.size(body) - 1);
                }
                yield composites.answer(body, caller);
            }
            case "batch" -> {
                ApiResponse answer = batches.answer(body);
                // Unlike those of a composite, each counts.
                usage.charge(BatchApi.size(body) - 1);
                yield answer;
            }
            case "graph" -> composites.graphs(body, caller);
            case "tree" -> {
                SObject object = resource.size() > 1 ? catalog.object(resource.get(1)) : null;
                if (object == null) {
                    throw ApiFailure.notFound();
                }
                yield trees.answer(object, body, caller);
            }
            default -> throw ApiFailure.notFound();
        };
    }

    private ApiResponse resources(ApiRequest request, String version) {
        var list = Json.MAPPER.createObjectNode();
        list.put("identity", "%s/id/%s/%s".formatted(request.baseUrl(), identity.organizationId(), identity.userId()));
        RESOURCES.stream().sorted().forEach(name -> list.put(name, "/services/data/v" + version + "/" + name));
        return ApiResponse.ok(list);
    }

    private ApiResponse sobjects(ApiRequest request, List<String> resource, Caller caller, String version) {
        if (resource.size() == 1) {
            return describes.global(version);
        }
        SObject object = catalog.object(resource.get(1));
        if (object == null) {
            throw ApiFailure.notFound();
        }
        if (object.isPlatformEvent()) {
            return platformEvent(object, request, resource, version);
        }
        if (resource.size() == 4
                && object.name().equals(StreamingChannels.OBJECT)
                && resource.get(3).equals("push")) {
            return publishing.push(resource.get(2), request);
        }
        if (resource.size() == 2) {
            return request.method().equals("POST")
                    ? records.create(object, request, caller, version)
                    : describes.basic(object, version);
        }
        if (resource.size() > 3) {
            return records.byExternalId(object, resource.get(2), resource.get(3), request, caller, version);
        }
        return switch (resource.get(2)) {
            case "describe" -> describes.describe(object, request, version);
            case "updated" -> changes.updated(object, request);
            case "deleted" -> changes.deleted(object, request);
            case "Id" -> records.create(object, request, caller, version);
            default -> records.byId(object, resource.get(2), request, caller, version);
        };
    }

    private ApiResponse platformEvent(SObject event, ApiRequest request, List<String> resource, String version) {
        if (resource.size() == 2) {
            return request.method().equals("POST")
                    ? publishing.publish(event, request.json())
                    : describes.basic(event, version);
        }
        return switch (resource.get(2)) {
            case "describe" -> describes.describe(event, request, version);
            case "eventSchema" -> publishing.schema(event, request);
            default -> throw ApiFailure.notFound();
        };
    }
}
