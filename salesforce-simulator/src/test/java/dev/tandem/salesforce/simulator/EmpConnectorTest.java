/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cometd.bayeux.Channel;
import org.cometd.bayeux.Message;
import org.cometd.bayeux.client.ClientSession;
import org.cometd.bayeux.client.ClientSessionChannel;
import org.cometd.client.BayeuxClient;
import org.cometd.client.http.jetty.JettyHttpClientTransport;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * CometD's client used as EMP-Connector uses it. That is Salesforce's own sample (github.com/forcedotcom/EMP-Connector), and is not in
 * Maven Central. It logs in by SOAP, sends the bare session id as {@code Authorization}, and a map of all replay ids with each
 * subscription. After a 401 or 403, in {@code error} or in {@code failureReason}, it logs in again, and subscribes to all channels with
 * a new client.
 */
class EmpConnectorTest {
    private static final String ACCOUNTS = "/data/AccountChangeEvent";
    private static final String CONTACTS = "/data/ContactChangeEvent";

    @RegisterExtension
    final SimulatedOrg org = new SimulatedOrg();

    @ParameterizedTest
    @CsvSource({
        "expired-token, {}",
        "dropped-session, {'advice': 'handshake'}",
        "dropped-session, {'advice': 'none'}",
    })
    void resumesAllChannelsAfterLosingItsSession(String fault, String parameters) throws Exception {
        try (EmpClient client = new EmpClient()) {
            client.subscribe(ACCOUNTS, -1);
            client.subscribe(CONTACTS, -1);
            await().until(() -> client.replies.size() == 2);
            create("Account", "{'Name': 'first'}");
            await().until(() -> client.names.equals(List.of("first")));

            org.client().control("PUT", "faults/" + fault, parameters);
            await().until(() -> client.logins.get() == 2);
            create("Account", "{'Name': 'second'}");

            await().until(() -> client.names.equals(List.of("first", "second")));
            assertThat(client.replies).allMatch(Message::isSuccessful);
        }
    }

    @Test
    void readsAllRetainedEventsFromMinusTwo() throws Exception {
        create("Account", "{'Name': 'before'}");
        try (EmpClient client = new EmpClient()) {
            client.subscribe(ACCOUNTS, -2);
            create("Account", "{'Name': 'after'}");

            await().until(() -> client.names.equals(List.of("before", "after")));
        }
    }

    private void create(String object, String values) {
        org.client().control("POST", "objects/" + object + "/records", "{'records': [" + values + "]}");
    }

    private final class EmpClient implements AutoCloseable {
        private final HttpClient http = new HttpClient();
        private final Map<String, Long> replay = new ConcurrentHashMap<>();
        private final List<String> names = new CopyOnWriteArrayList<>();
        private final List<Message> replies = new CopyOnWriteArrayList<>();
        private final AtomicInteger logins = new AtomicInteger();
        private volatile BayeuxClient client;

        EmpClient() throws Exception {
            http.start();
            connect();
            await().until(() -> client.isConnected());
        }

        private void connect() {
            String sessionId = login();
            client = new BayeuxClient(
                    org.simulator().baseUrl() + "/cometd/43.0",
                    new JettyHttpClientTransport(
                            new HashMap<>(Map.of("maxNetworkDelay", 15_000, "maxMessageSize", 10_485_760)), http) {
                        @Override
                        protected void customize(Request request) {
                            request.headers(headers -> headers.put("Authorization", sessionId));
                        }
                    });
            client.addExtension(new ReplayExtension());
            client.getChannel(Channel.META_CONNECT).addListener(reconnectAfterFailure());
            client.getChannel(Channel.META_HANDSHAKE).addListener(reconnectAfterFailure());
            client.handshake(reply -> {
                if (reply.isSuccessful()) {
                    replay.keySet().forEach(this::subscribe);
                }
            });
        }

        private String login() {
            logins.incrementAndGet();
            String call = "<?xml version='1.0' encoding='utf-8'?><soapenv:Envelope"
                    + " xmlns:soapenv='http://schemas.xmlsoap.org/soap/envelope/'"
                    + " xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xmlns:urn='urn:partner.soap.sforce.com'>"
                    + "<soapenv:Body>  <urn:login>    <urn:username>"
                    + org.simulator().username()
                    + "</urn:username>    <urn:password>" + org.simulator().password()
                    + "</urn:password>  </urn:login></soapenv:Body></soapenv:Envelope>";
            URI endpoint = org.simulator().baseUrl().resolve("/services/Soap/u/44.0/");
            String answer = org.client()
                    .send(HttpRequest.newBuilder(endpoint)
                            .header("Content-Type", "text/xml")
                            .header("SOAPAction", "''")
                            .header("PrettyPrint", "Yes")
                            .POST(BodyPublishers.ofString(call)))
                    .body();
            Matcher sessionId = Pattern.compile("<sessionId>(.*)</sessionId>").matcher(answer);
            assertThat(sessionId.find()).as(answer).isTrue();
            return sessionId.group(1);
        }

        void subscribe(String channel, long replayFrom) {
            replay.put(channel, replayFrom);
            subscribe(channel);
        }

        private void subscribe(String channel) {
            client.getChannel(channel)
                    .subscribe(
                            (from, message) -> names.add(OrgClient.JSON
                                    .valueToTree(message.getDataAsMap())
                                    .at("/payload/Name")
                                    .asText()),
                            replies::add);
        }

        private ClientSessionChannel.MessageListener reconnectAfterFailure() {
            return (channel, message) -> {
                String reason = OrgClient.JSON
                        .valueToTree(message)
                        .at("/ext/sfdc/failureReason")
                        .asText();
                String error = String.valueOf(message.get(Message.ERROR_FIELD));
                boolean isRejected = Pattern.compile("^40[13]").matcher(error).find() || reason.matches("40[13].*");
                if (!message.isSuccessful() && isRejected) {
                    client.disconnect();
                    connect();
                }
            };
        }

        @Override
        public void close() throws Exception {
            client.disconnect(1_000);
            http.stop();
        }

        /** Records each replay id as its event arrives, and sends all of them with each subscription. */
        private final class ReplayExtension implements ClientSession.Extension {
            @Override
            public boolean rcv(ClientSession session, Message.Mutable message) {
                replay.put(
                        message.getChannel(),
                        OrgClient.JSON
                                .valueToTree(message.getDataAsMap())
                                .at("/event/replayId")
                                .longValue());
                return true;
            }

            @Override
            public boolean sendMeta(ClientSession session, Message.Mutable message) {
                if (message.getChannel().equals(Channel.META_HANDSHAKE)) {
                    message.getExt(true).put("replay", true);
                } else if (message.getChannel().equals(Channel.META_SUBSCRIBE)) {
                    message.getExt(true).put("replay", Map.copyOf(replay));
                }
                return true;
            }
        }
    }
}
