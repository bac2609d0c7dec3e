/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.salesforce.client.Samples;
import dev.tandem.salesforce.client.stream.StreamItem.PublishedEvent;
import dev.tandem.salesforce.client.stream.StreamItem.UnreadableEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublishedEventReaderTest {
    private static final String GENERIC = "{'channel':'/u/Alerts','data':{'payload':'Brakes','event':"
            + "{'createdDate':'2021-08-05T17:49:08.990+0000','replayId':20}}}";

    @Test
    void readsPlatformEvent() throws IOException {
        PublishedEvent event = (PublishedEvent) read(Samples.read("streaming/platform_event_low_ink.json"));

        assertThat(event.channel()).isEqualTo("/event/Low_Ink__e");
        assertThat(event.schemaId()).isEqualTo("dffQ2QLzDNHqwB8_sHMxdA");
        assertThat(event.replayId()).isEqualTo(new ReplayId("2112"));
        assertThat(event.attributes().get("EventUuid").textValue()).isEqualTo("2ec0e371-1395-457f-9275-be1b527a72f7");
        assertThat(event.createdAt()).isEqualTo("2023-04-09T18:31:40.517Z");
        assertThat(event.content().get("Ink_Percentage__c").decimalValue()).isEqualTo("0.2");
    }

    @Test
    void readsEventOfPushTopic() throws IOException {
        PublishedEvent event = (PublishedEvent) read(Samples.read("streaming/pushtopic_created.json"));

        assertThat(event.attributes().get("type").textValue()).isEqualTo("created");
        assertThat(event.createdAt()).isEqualTo("2021-08-05T17:49:08.990Z");
        assertThat(event.content().get("Name").textValue()).isEqualTo("INV-0002");
    }

    @Test
    void readsGenericEventAndOlderTime() throws IOException {
        PublishedEvent event = (PublishedEvent) read(GENERIC);

        assertThat(event.content().textValue()).isEqualTo("Brakes");
        assertThat(event.createdAt()).isEqualTo("2021-08-05T17:49:08.990Z");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "'replayId':20,'replay':20,it has no replayId",
                "'payload':'Brakes','payload':{},it has no payload",
                "2021-08-05T17,yesterday,it has no time of creation"
            })
    void saysWhatAnUnreadableMessageLacks(String part, String other, String problem) throws IOException {
        StreamItem item = read(GENERIC.replace(part, other));

        assertThat(item)
                .isInstanceOfSatisfying(
                        UnreadableEvent.class,
                        unreadable -> assertThat(unreadable.problem()).isEqualTo(problem));
    }

    @ParameterizedTest
    @CsvSource({"/topic/Invoices,22,true", "/topic/Invoices,24,false", "/u/Alerts,24,false", "/event/A__e,70,true"})
    void knowsHowLongEventsAreRetained(String channel, int hours, boolean retained) {
        Instant now = Instant.parse("2026-01-10T00:00:00Z");
        ChannelFeed feed = new ChannelFeed(
                channel, Optional.empty(), ReplayFrom.latest(), Duration.ZERO, new Silence(Optional.empty()));

        assertThat(feed.isRetained(ReplayFrom.since(now.minus(Duration.ofHours(hours))), now))
                .isEqualTo(retained);
    }

    private static StreamItem read(String message) throws IOException {
        byte[] json = ("[" + message.replace('\'', '"') + "]").getBytes(StandardCharsets.UTF_8);
        return BayeuxReply.parse(json).events().get(0);
    }
}
