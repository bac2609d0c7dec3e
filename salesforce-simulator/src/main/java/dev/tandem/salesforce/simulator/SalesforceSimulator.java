/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator;

import dev.tandem.salesforce.simulator.believable.BelievableOrg;
import dev.tandem.salesforce.simulator.believable.RecordGenerator;
import dev.tandem.salesforce.simulator.bulk.BulkApi;
import dev.tandem.salesforce.simulator.control.ControlApi;
import dev.tandem.salesforce.simulator.control.FaultActions;
import dev.tandem.salesforce.simulator.control.StateReport;
import dev.tandem.salesforce.simulator.events.ChangeCapture;
import dev.tandem.salesforce.simulator.events.Channels;
import dev.tandem.salesforce.simulator.events.EventLog;
import dev.tandem.salesforce.simulator.events.EventStyle;
import dev.tandem.salesforce.simulator.events.RecentChanges;
import dev.tandem.salesforce.simulator.faults.Fault;
import dev.tandem.salesforce.simulator.faults.Faults;
import dev.tandem.salesforce.simulator.http.ApiRequest;
import dev.tandem.salesforce.simulator.http.ApiServlet;
import dev.tandem.salesforce.simulator.http.Loss;
import dev.tandem.salesforce.simulator.http.NetworkEdge;
import dev.tandem.salesforce.simulator.http.RequestKind;
import dev.tandem.salesforce.simulator.limits.DailyMeter;
import dev.tandem.salesforce.simulator.load.LoadGenerator;
import dev.tandem.salesforce.simulator.oauth.AccessTokens;
import dev.tandem.salesforce.simulator.oauth.AssertionKeys;
import dev.tandem.salesforce.simulator.oauth.Credentials;
import dev.tandem.salesforce.simulator.oauth.Identity;
import dev.tandem.salesforce.simulator.oauth.OAuthApi;
import dev.tandem.salesforce.simulator.oauth.SoapLogin;
import dev.tandem.salesforce.simulator.publish.Publishing;
import dev.tandem.salesforce.simulator.records.Caller;
import dev.tandem.salesforce.simulator.records.RecordStore;
import dev.tandem.salesforce.simulator.records.SalesforceId;
import dev.tandem.salesforce.simulator.records.SaveTimes;
import dev.tandem.salesforce.simulator.records.Sharing;
import dev.tandem.salesforce.simulator.records.Wire;
import dev.tandem.salesforce.simulator.rest.ApiUsage;
import dev.tandem.salesforce.simulator.rest.RestApi;
import dev.tandem.salesforce.simulator.schema.Catalog;
import dev.tandem.salesforce.simulator.streaming.StreamingServer;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A Salesforce org on loopback, for tests and the demo: its REST, Bulk 2.0, OAuth and Streaming APIs speak as Salesforce's
 * do. Everything beyond starting, logging in and stopping is done over HTTP, under {@code /simulator}. Keeps its state in
 * memory only.
 */
public final class SalesforceSimulator implements AutoCloseable {
    private static final int BULK_THREADS = 4;
    /** The daily allowance of delivered events of an org without the add-on. */
    private static final long DELIVERIES = 50_000;

    private final Credentials credentials;
    private final AssertionKeys keys = new AssertionKeys();
    private final OrgServer server;
    private final StreamingServer streaming;
    private final LoadGenerator load;
    private final BulkApi bulk;
    private final ExecutorService bulkWorker =
            Executors.newFixedThreadPool(BULK_THREADS, work -> new Thread(work, "simulator-bulk"));

    private SalesforceSimulator(SimulatorOptions options) {
        OrgClock clock = new OrgClock(options.clock());
        Random random = new Random(options.seed());
        this.credentials = options.credentials();
        Identity identity = identity(random);

        Faults faults = new Faults(clock);
        Catalog catalog = new Catalog(clock);
        RecentChanges recent = new RecentChanges();
        EventLog log = new EventLog(options.retention(), clock, random);
        Channels channels = new Channels(catalog);
        ChangeCapture capture = new ChangeCapture(log, recent, () -> style(faults), random);
        RecordStore store = store(catalog, clock, capture, faults);
        Publishing publishing = publishing(catalog, store, channels, log, clock, random);
        RecordGenerator generator = new RecordGenerator(catalog, store, clock, options.seed());
        furnish(catalog, store, identity, options);

        AccessTokens tokens = new AccessTokens(identity.organizationId());
        DailyMeter apiRequests = DailyMeter.limiting(clock, options.dailyApiRequests());
        DailyMeter delivered = DailyMeter.measuring(clock, DELIVERIES);
        ApiUsage usage = new ApiUsage(apiRequests);
        this.streaming = new StreamingServer(channels, log, tokens, faults, options.streamingTimes(), delivered);
        this.load = load(catalog, store, generator, identity, options);
        Sharing sharing = new Sharing(identity.userId(), faults::leaveViewAll);
        this.bulk = new BulkApi(catalog, store, sharing, identity, faults, clock, bulkWorker);
        RestApi rest = new RestApi(
                new RestApi.Parts(catalog, store, sharing, tokens, identity, usage, faults, bulk, delivered, clock),
                publishing);
        ApiServlet data = new ApiServlet(rest::answer, request -> loss(faults, request));
        ControlApi control = new ControlApi(new ControlApi.Parts(
                catalog,
                store,
                generator,
                identity.userId(),
                channels,
                log,
                faults,
                load,
                credentials,
                keys,
                new StateReport(
                        new StateReport.Parts(catalog, store, log, recent, streaming, usage, load, data::lateRequests)),
                apiRequests,
                delivered,
                clock,
                clock::setAhead,
                publishing));

        this.server = new OrgServer(options.host(), options.port(), clock);
        serve(data, control, identity, tokens, clock);
        NetworkEdge edge = server.start(usage::count, kind -> losesReply(faults, kind));
        new FaultActions(catalog, capture, identity, clock).register(faults, streaming, tokens, log, edge);
    }

    private static LoadGenerator load(
            Catalog catalog,
            RecordStore store,
            RecordGenerator generator,
            Identity identity,
            SimulatorOptions options) {
        return new LoadGenerator(catalog, store, generator, Caller.userInterface(identity.userId()), options.seed());
    }

    private static Identity identity(Random random) {
        return new Identity(
                SalesforceId.of("00D", 1 + random.nextInt(1_000_000)),
                SalesforceId.of("005", 1 + random.nextInt(1_000_000)));
    }

    private static void furnish(Catalog catalog, RecordStore store, Identity identity, SimulatorOptions options) {
        options.objects().forEach(object -> BelievableOrg.describe(catalog, object));
        BelievableOrg.furnish(catalog, store, identity, options.credentials().username());
    }

    private static Publishing publishing(
            Catalog catalog, RecordStore store, Channels channels, EventLog log, Clock clock, Random random) {
        Publishing publishing = new Publishing(catalog, store, log, clock, random);
        store.addListener(publishing);
        channels.addRegister(publishing::exists);
        return publishing;
    }

    private void serve(ApiServlet data, ControlApi control, Identity identity, AccessTokens tokens, Clock clock) {
        OAuthApi oauth = new OAuthApi(credentials, identity, tokens, keys, clock);
        SoapLogin soap = new SoapLogin(credentials, identity, tokens);
        server.serve("/services/data/*", data);
        server.serve("/services/Soap/u/*", new ApiServlet(soap::answer));
        server.serve("/services/oauth2/*", new ApiServlet(oauth::answer));
        server.serve("/id/*", new ApiServlet(oauth::answer));
        server.serve("/simulator/*", new ApiServlet(control::answer));
        server.serve("/cometd/*", streaming.servlet());
    }

    /** Starts an org; it serves when this returns. */
    public static SalesforceSimulator start(SimulatorOptions options) {
        return new SalesforceSimulator(options);
    }

    /** Returns the login host and instance host in one. */
    public URI baseUrl() {
        return server.baseUrl();
    }

    /** Returns a client of this org's control API. */
    public OrgControl control() {
        return new OrgControl(baseUrl());
    }

    public String clientId() {
        return credentials.clientId();
    }

    public String clientSecret() {
        return credentials.clientSecret();
    }

    public String username() {
        return credentials.username();
    }

    public String password() {
        return credentials.password();
    }

    public String refreshToken() {
        return credentials.refreshToken();
    }

    /** Returns the PKCS#8 PEM of a key whose certificate the org knows, for JWT bearer. */
    public String privateKeyPem() {
        return keys.privateKeyPem();
    }

    @Override
    public void close() {
        try {
            load.close();
        } finally {
            streaming.close();
            bulkWorker.shutdownNow();
            server.close();
            bulk.close();
        }
    }

    private static EventStyle style(Faults faults) {
        return new EventStyle(
                faults.tryStrike(Fault.SECONDS_ONLY) ? Wire.EVENT_SECONDS : Wire.EVENT,
                !faults.tryStrike(Fault.MISSING_CHANGED_FIELDS),
                !faults.tryStrike(Fault.MISSING_FORMULAS),
                faults.tryStrike(Fault.SILENT_NO_OPS) ? EventStyle.Unchanged.SILENT : EventStyle.Unchanged.BARE,
                !faults.tryStrike(Fault.SILENT_CASCADES));
    }

    private static RecordStore store(Catalog catalog, Clock clock, ChangeCapture capture, Faults faults) {
        return new RecordStore(
                catalog, clock, capture, () -> saveTimes(faults), () -> faults.tryStrike(Fault.DUPLICATE_UNDELETES));
    }

    private static SaveTimes saveTimes(Faults faults) {
        return new SaveTimes(
                faults.duration(Fault.SHORT_LOCK_WAIT, 200).orElse(SaveTimes.SALESFORCE.lockWait()),
                faults.duration(Fault.SLOW_SAVES, 1000).orElse(SaveTimes.SALESFORCE.work()));
    }

    private static Loss loss(Faults faults, ApiRequest request) {
        if (faults.tryStrike(Fault.LOST_REQUEST, request).isPresent()) {
            return new Loss.Request();
        }
        if (faults.tryStrike(Fault.LOST_ANSWER, request).isPresent()) {
            return new Loss.Answer();
        }
        return faults.tryStrike(Fault.LATE_REQUEST, request)
                .<Loss>map(parameters -> new Loss.LateRequest(
                        Duration.ofMillis(parameters.path("millis").asLong(1000))))
                .orElseGet(Loss.None::new);
    }

    private static boolean losesReply(Faults faults, RequestKind kind) {
        return faults.tryStrike(
                        Fault.LOST_REPLY,
                        parameters ->
                                parameters.path("requests").asText("streaming").equals(kind.wireName()))
                .isPresent();
    }
}
