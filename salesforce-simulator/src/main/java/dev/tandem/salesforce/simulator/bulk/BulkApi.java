/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.bulk;

import static java.util.regex.Pattern.CASE_INSENSITIVE;
import static java.util.regex.Pattern.DOTALL;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.simulator.faults.Fault;
import dev.tandem.salesforce.simulator.faults.Faults;
import dev.tandem.salesforce.simulator.http.ApiFailure;
import dev.tandem.salesforce.simulator.http.ApiRequest;
import dev.tandem.salesforce.simulator.http.ApiResponse;
import dev.tandem.salesforce.simulator.http.Json;
import dev.tandem.salesforce.simulator.oauth.Identity;
import dev.tandem.salesforce.simulator.records.Caller;
import dev.tandem.salesforce.simulator.records.RecordStore;
import dev.tandem.salesforce.simulator.records.Row;
import dev.tandem.salesforce.simulator.records.SalesforceId;
import dev.tandem.salesforce.simulator.records.Sharing;
import dev.tandem.salesforce.simulator.schema.Catalog;
import dev.tandem.salesforce.simulator.soql.Query;
import dev.tandem.salesforce.simulator.soql.SoqlError;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/** {@code jobs}: Bulk API 2.0 queries; ingest jobs are {@link IngestApi}'s. */
public final class BulkApi implements AutoCloseable {
    private static final int USUAL_PAGE = 50_000;
    private static final int PARALLEL_PAGES = 5;
    private static final Pattern CHILD_QUERY =
            Pattern.compile("^\\s*SELECT\\b[^']*?\\(\\s*SELECT\\b.*\\)[^()]*\\bFROM\\b", CASE_INSENSITIVE | DOTALL);

    private final JobRegister<QueryJob> jobs = new JobRegister<>();
    private final AtomicLong created = new AtomicLong();
    private final Catalog catalog;
    private final RecordStore store;
    private final Sharing sharing;
    private final Identity identity;
    private final Faults faults;
    private final Clock clock;
    private final Executor executor;
    private final IngestApi ingest;

    public BulkApi(
            Catalog catalog,
            RecordStore store,
            Sharing sharing,
            Identity identity,
            Faults faults,
            Clock clock,
            Executor executor) {
        this.sharing = sharing;
        this.catalog = catalog;
        this.store = store;
        this.identity = identity;
        this.faults = faults;
        this.clock = clock;
        this.executor = executor;
        this.ingest = new IngestApi(catalog, store, faults, clock, executor, created);
    }

    public long jobsCreated() {
        return created.get();
    }

    /** Answers what follows {@code jobs/} in the path. */
    public ApiResponse answer(ApiRequest request, List<String> resource, String version, Caller caller) {
        if (!resource.isEmpty() && resource.get(0).equals("ingest")) {
            return ingest.answer(request, resource.subList(1, resource.size()), version, caller);
        }
        if (resource.isEmpty() || !resource.get(0).equals("query")) {
            throw ApiFailure.notFound();
        }
        if (resource.size() == 1) {
            return request.method().equals("POST") ? create(request, version) : jobs.list();
        }
        QueryJob job = jobs.job(resource.get(1));
        if (resource.size() > 2) {
            return switch (resource.get(2)) {
                case "results" -> results(job, request, version);
                case "resultPages" -> resultPages(job, request, version);
                default -> throw ApiFailure.notFound();
            };
        }
        advance(job);
        return switch (request.method()) {
            case "GET" -> ApiResponse.ok(job.info());
            case "PATCH" -> abort(job, request);
            case "DELETE" -> jobs.delete(job);
            default -> throw ApiFailure.methodNotAllowed(request.method(), "DELETE", "GET", "PATCH");
        };
    }

    /** Lets go of all jobs. */
    @Override
    public void close() {
        ingest.close();
    }

    private ApiResponse create(ApiRequest request, String version) {
        ObjectNode body = request.json();
        String operation = body.path("operation").asText("");
        if (!operation.equals("query") && !operation.equals("queryAll")) {
            throw new ApiFailure(400, "INVALIDJOB", "Unable to parse Job: operation must be query or queryAll");
        }
        CsvFormat format = CsvFormat.of(body);
        Query query = query(body.path("query").asText(""));
        String id = SalesforceId.of("750", created.incrementAndGet());
        QueryJob job = new QueryJob(id, version, identity.userId(), operation, query, format, clock.instant());
        ObjectNode answer = job.created();
        jobs.add(job);
        executor.execute(() -> job.run(clock.instant(), sharing.of(query.object())));
        return ApiResponse.ok(answer);
    }

    /** Parses the query and rejects what SOQL allows but Bulk does not. */
    private Query query(String soql) {
        if (CHILD_QUERY.matcher(soql).find()) {
            throw new ApiFailure(
                    400, "FUNCTIONALITY_NOT_ENABLED", "Aggregate Relationships not supported in Bulk V2 Query");
        }
        Query query;
        try {
            query = Query.parse(soql, catalog, store, clock);
        } catch (SoqlError e) {
            throw new ApiFailure(400, e.code(), e.getMessage());
        }
        if (query.isAggregate() || query.isCount() || query.hasOffset()) {
            throw new ApiFailure(
                    400, "API_ERROR", "Aggregate queries, GROUP BY and OFFSET are not supported in Bulk Query");
        }
        query.paths().stream()
                .filter(path -> path.field().type().isCompound())
                .findFirst()
                .ifPresent(path -> {
                    throw new ApiFailure(
                            400, "FUNCTIONALITY_NOT_ENABLED", "Selecting compound data not supported in Bulk Query");
                });
        return query;
    }

    private void advance(QueryJob job) {
        Optional<JsonNode> failed =
                job.state().isFinal() ? Optional.empty() : faults.tryStrike(Fault.FAILED_BULK, any -> true);
        failed.ifPresent(parameters -> job.fail(
                parameters.path("message").asText("InternalServerError : Retried more than fifteen times"),
                clock.instant()));
        if (job.state() == JobState.InProgress && !faults.tryStrike(Fault.SLOW_BULK)) {
            job.complete(clock.instant());
        }
    }

    private void requireResults(QueryJob job, String version) {
        if (!job.version().equals(version)) {
            throw new ApiFailure(
                    409,
                    "API_ERROR",
                    "The API version of this request is not that of the job, which is " + job.version());
        }
        advance(job);
        if (job.state() != JobState.JobComplete) {
            throw JobRegister.noResults(job);
        }
    }

    private ApiResponse results(QueryJob job, ApiRequest request, String version) {
        requireResults(job, version);
        List<Row> rows = job.rows();
        int from = offset(request.parameter("locator"), rows.size());
        int size = Math.max(1, request.parameter("maxRecords", usualPage()));
        int to = (int) Math.min(rows.size(), (long) from + size);
        boolean bare = from > 0 && faults.tryStrike(Fault.HEADER_ONCE);
        CsvFormat.Header header = bare ? CsvFormat.Header.ABSENT : CsvFormat.Header.PRESENT;
        return new ApiResponse(
                        200,
                        "text/csv;charset=UTF-8",
                        Map.of(),
                        out -> job.format().write(job.columns(), rows.subList(from, to), header, out))
                .with("Sforce-NumberOfRecords", Integer.toString(to - from))
                .with("Sforce-Locator", to < rows.size() ? locator(to) : "null");
    }

    private int usualPage() {
        return faults.tryStrike(Fault.SHORT_PAGES, any -> true)
                .map(parameters -> parameters.path("rows").asInt(1_000))
                .orElse(USUAL_PAGE);
    }

    /** Lists up to five pages that may be read at the same time. Source: "Get Parallel Results for a Query Job". */
    private ApiResponse resultPages(QueryJob job, ApiRequest request, String version) {
        if (new BigDecimal(version).compareTo(BigDecimal.valueOf(58)) < 0) {
            throw ApiFailure.notFound();
        }
        requireResults(job, version);
        String root = "/services/data/v" + version + "/jobs/query/" + job.id() + "/";
        int total = job.rows().size();
        int from = offset(request.parameter("locator"), total);
        ObjectNode answer = Json.MAPPER.createObjectNode();
        ArrayNode pages = answer.putArray("resultPages");
        int page = usualPage();
        do {
            pages.addObject().put("resultUrl", root + "results?locator=" + locator(from));
            from += page;
        } while (from < total && pages.size() < PARALLEL_PAGES);
        if (from < total) {
            answer.put("nextRecordsUrl", root + "resultPages?locator=" + locator(from));
        }
        return ApiResponse.ok(answer.put("done", from >= total));
    }

    private static String locator(int offset) {
        byte[] text = Integer.toString(offset).getBytes(StandardCharsets.US_ASCII);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
    }

    private static int offset(String locator, int size) {
        if (locator == null) {
            return 0;
        }
        try {
            int offset =
                    Integer.parseInt(new String(Base64.getUrlDecoder().decode(locator), StandardCharsets.US_ASCII));
            if (offset >= 0 && offset <= size) {
                return offset;
            }
        } catch (IllegalArgumentException e) {
            // Not one of ours: rejected below.
        }
        throw new ApiFailure(400, "INVALID_QUERY_LOCATOR", "invalid query locator");
    }

    private ApiResponse abort(QueryJob job, ApiRequest request) {
        if (!request.json().path("state").asText().equals("Aborted")
                || job.state().isFinal()) {
            throw new ApiFailure(400, "INVALIDJOBSTATE", "A job in state " + job.state() + " cannot be changed so");
        }
        job.abort(clock.instant());
        return ApiResponse.ok(job.created());
    }
}
