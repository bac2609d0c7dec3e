/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.postgres.session.TableId;
import dev.tandem.twoway.json.JsonTree;
import dev.tandem.twoway.row.AwaitedEvent;
import dev.tandem.twoway.row.Request;
import dev.tandem.twoway.row.RequestKind;
import dev.tandem.twoway.row.Settling;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.row.Wish;
import dev.tandem.twoway.value.CanonicalValue;
import dev.tandem.twoway.value.FieldKind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StateCodecTest {
    private final StateCodec codec = new StateCodec(new TableShape(
            new TableId("public", "account"),
            Map.of("id", "bigint"),
            "sfid",
            Map.of(
                    "name", new TableShape.Field(FieldKind.TEXT, "text"),
                    "revenue", new TableShape.Field(FieldKind.NUMBER, "double precision"),
                    "active", new TableShape.Field(FieldKind.BOOLEAN, "boolean"),
                    "closed", new TableShape.Field(FieldKind.DATE_TIME, "timestamp with time zone"))));

    @Test
    void readsWishesAsTriggersWriteThem() {
        Map<String, Wish> wishes = codec.wishes(JsonTree.parseObject(
                "{\"*\": {\"t\": 1795666957194750, \"base\": true}, \"name\": {\"t\": 2, \"base\": \" A \"},"
                        + " \"revenue\": {\"t\": 3, \"base\": 10.00}, \"closed\": {\"t\": 4, \"base\": \"2026-01-01T02:00:00+02:00\"},"
                        + " \"active\": {\"t\": 5, \"base\": null}}"));

        assertThat(wishes)
                .containsEntry("*", new Wish(1795666957194750L, CanonicalValue.TRUE))
                .containsEntry("name", new Wish(2, CanonicalValue.of(FieldKind.TEXT, "A")))
                .containsEntry("revenue", new Wish(3, CanonicalValue.of(FieldKind.NUMBER, "10")))
                .containsEntry("closed", new Wish(4, CanonicalValue.of(FieldKind.DATE_TIME, "2026-01-01T00:00:00Z")))
                .containsEntry("active", new Wish(5, CanonicalValue.NULL));
    }

    @Test
    void keepsSpellingOfBases() {
        String json =
                "{\"name\":{\"t\":2,\"base\":\" A \"},\"revenue\":{\"t\":3,\"base\":0.10},\"active\":{\"t\":4,\"base\":false}}";

        assertThat(codec.wishesJson(codec.wishes(JsonTree.parseObject(json)))).isEqualTo(json);
    }

    @Test
    void readsNestedJsonAsItsText() {
        Map<String, Wish> wishes =
                codec.wishes(JsonTree.parseObject("{\"name\": {\"t\": 1, \"base\": {\"a\": [1.50, null, \"x\"]}}}"));

        assertThat(wishes)
                .containsEntry("name", new Wish(1, CanonicalValue.of(FieldKind.TEXT, "{\"a\":[1.50,null,\"x\"]}")));
    }

    @Test
    void writesNothingForRowsAtRest() {
        assertThat(codec.wishesJson(Map.of())).isNull();
        assertThat(codec.wishes(null)).isEmpty();
        assertThat(codec.request(null)).isNull();
    }

    @Test
    void readsRequestsBackAsTheyWereWritten() {
        Map<String, CanonicalValue> sent = new LinkedHashMap<>();
        sent.put("*", CanonicalValue.TRUE);
        sent.put("name", CanonicalValue.of(FieldKind.TEXT, "Acme"));
        sent.put("closed", CanonicalValue.NULL);
        Request open = new Request(5, RequestKind.CREATE, sent, Request.UNANSWERED, 9, false, Settling.NONE);
        Request answered = new Request(6, RequestKind.UPDATE, sent, 7, 9, true, Settling.READ_ASKED);

        AwaitedEvent awaited = new AwaitedEvent(4, Set.of("*", "name"));
        assertThat(codec.request(written(open, AwaitedEvent.NONE))).isEqualTo(open);
        assertThat(codec.request(written(answered, awaited))).isEqualTo(answered);
        assertThat(codec.awaited(written(answered, awaited))).isEqualTo(awaited);
        assertThat(codec.request(written(null, awaited))).isNull();
        assertThat(codec.awaited(written(null, awaited))).isEqualTo(awaited);
        assertThat(codec.requestJson(row(null, AwaitedEvent.NONE))).isNull();
    }

    private Map<String, Object> written(Request request, AwaitedEvent awaited) {
        return JsonTree.parseObject(codec.requestJson(row(request, awaited)));
    }

    private static TwoWayRow row(Request request, AwaitedEvent awaited) {
        return new TwoWayRow("1", "001A", Map.of(), 7, Map.of(), request, TwoWayRow.NOT_FAILED, awaited);
    }
}
