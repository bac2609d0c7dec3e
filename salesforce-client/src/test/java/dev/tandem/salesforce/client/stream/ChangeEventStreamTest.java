/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import static dev.tandem.salesforce.client.stream.LoopbackBayeux.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.salesforce.client.LoopbackSalesforce;
import dev.tandem.salesforce.client.LoopbackSalesforce.Reply;
import dev.tandem.salesforce.client.OrgSettings;
import dev.tandem.salesforce.client.Samples;
import dev.tandem.salesforce.client.auth.Credentials;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.client.stream.StreamItem.ChangeEvent;
import dev.tandem.salesforce.client.stream.StreamItem.UnreadableEvent;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ChangeEventStreamTest extends LoopbackStream {
    @Test
    void deliversEventsInOrderWithEveryDigit() {
        open(settings());
        subscribe("/data/Employee__ChangeEvent", ReplayFrom.latest());
        String big = Samples.edited(
                "cdc-cometd/employee_c_create_api46_2019.json",
                "10426208028536",
                "1652977933433528301",
                "\"Tenure__c\": 20",
                "\"Tenure__c\": 20.10");

        bayeux.deliver(big, Samples.read("cdc-cometd/employee_c_delete_api46_2019.json"));

        List<ChangeEvent> events = awaitEvents(2);
        ChangeEvent created = events.get(0);
        assertThat(created.header().commitNumber()).isEqualTo(1652977933433528301L);
        assertThat(created.header().changedFields()).isEmpty();
        assertThat(created.payload().path("Tenure__c").decimalValue()).isEqualTo("20.10");
        assertThat(created.payload().has("ChangeEventHeader")).isFalse();
        assertThat(created.replayId()).isEqualTo(new ReplayId("32872942"));
        assertThat(events.get(1).header().changeType()).isEqualTo(ChangeType.DELETE);
        assertThat(events.get(1).payload()).isEmpty();
    }

    @Test
    void sendsOneMessageTokenAndCookiesPerRequest() {
        open(settings());
        subscribe(ACCOUNTS, ReplayFrom.latest());
        bayeux.deliver(event(ACCOUNTS, 1, NOW));
        awaitEvents(1);

        assertThat(bayeux.requestsWithoutCookies()).isEmpty();
        assertThat(salesforce.requests(LoopbackBayeux.ROOT + "/connect"))
                .isNotEmpty()
                .allSatisfy(request -> {
                    assertThat(request.header("Authorization")).isEqualTo("Bearer token-1");
                    LoopbackBayeux.message(request);
                });
        assertThat(LoopbackBayeux.message(salesforce
                                .requests(LoopbackBayeux.ROOT + "/handshake")
                                .get(0))
                        .path("ext")
                        .path("replay")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void usesProxyForLoginAndStreaming() {
        OrgSettings direct = salesforce.settings();
        OrgSettings proxied = new OrgSettings(
                URI.create("http://acme.my.salesforce.invalid"),
                direct.apiVersion(),
                direct.connectTimeout(),
                direct.readTimeout(),
                direct.retryFor(),
                Optional.of(new InetSocketAddress("127.0.0.1", direct.loginUrl().getPort())));
        salesforce.on(
                "/services/oauth2/token",
                request -> Reply.ok(salesforce
                        .tokenAnswer("t")
                        .replace(
                                direct.loginUrl().toString(), proxied.loginUrl().toString())));
        stream = ChangeEventStream.open(
                SalesforceApi.of(proxied, new Credentials.ClientCredentials("id", "secret")), settings());
        subscribe(ACCOUNTS, ReplayFrom.latest());

        bayeux.deliver(event(ACCOUNTS, 1, NOW));

        awaitEvents(1);
        assertThat(salesforce.requests(LoopbackBayeux.ROOT + "/connect").get(0).uri())
                .hasHost("acme.my.salesforce.invalid");
    }

    @Test
    void receivesEventsFromLiteralAddressOfIPv6() throws IOException {
        assumeThat(NetworkInterface.networkInterfaces()
                        .flatMap(NetworkInterface::inetAddresses)
                        .filter(Inet6Address.class::isInstance)
                        .anyMatch(InetAddress::isLoopbackAddress))
                .isTrue();
        salesforce.close();
        salesforce = new LoopbackSalesforce("[::1]");
        bayeux = new LoopbackBayeux(salesforce);
        open(settings());
        subscribe(ACCOUNTS, ReplayFrom.latest());

        bayeux.deliver(event(ACCOUNTS, 1, NOW));

        awaitEvents(1);
        assertThat(bayeux.requestsWithoutCookies()).isEmpty();
    }

    @Test
    void deliversUnreadableMessage() {
        open(settings());
        subscribe(ACCOUNTS, ReplayFrom.latest());

        bayeux.deliver(Samples.read("streaming/platform_event_low_ink.json").replace("/event/Low_Ink__e", ACCOUNTS));

        await().untilAsserted(() -> assertThat(poll()).anySatisfy(item -> {
            assertThat(item).isInstanceOf(UnreadableEvent.class);
            assertThat(((UnreadableEvent) item).replayId()).contains(new ReplayId("2112"));
        }));
    }

    @Test
    void disconnectsAndWakesReaderOnClose() throws InterruptedException {
        open(settings());
        subscribe(ACCOUNTS, ReplayFrom.latest());
        List<List<StreamItem>> last = new ArrayList<>();
        Thread reader = new Thread(() -> {
            try {
                last.add(stream.poll(10, Duration.ofDays(1)));
            } catch (InterruptedException never) {
                Thread.currentThread().interrupt();
            }
        });
        reader.start();

        stream.close();

        reader.join();
        assertThat(last).containsExactly(List.of());
        assertThat(salesforce.requests(LoopbackBayeux.ROOT + "/disconnect")).hasSize(1);
    }

    @Test
    void closesWithoutWaitingForSilentServer() {
        open(settings());
        subscribe(ACCOUNTS, ReplayFrom.latest());
        salesforce.on(LoopbackBayeux.ROOT + "/disconnect", request -> {
            new CountDownLatch(1).await();
            return Reply.ok("[]");
        });

        Thread closing = new Thread(stream::close);
        closing.start();

        await().until(() -> !closing.isAlive());
        assertThat(salesforce.requests(LoopbackBayeux.ROOT + "/disconnect")).hasSize(1);
    }
}
