package io.bactrian.participants.followups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bactrian.participants.events.testing.SharedBroker;
import io.bactrian.participants.events.testing.Topic;
import io.bactrian.participants.events.testing.Topic.Line;
import io.bactrian.participants.testing.Service;
import io.bactrian.participants.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each listener hears of each order, and does its part once, also when the event comes again. */
class FollowUpsIT {

    private static final Topic FULFILLED = new Topic("orders.fulfilled");

    @Test
    void doesEachPartOfEachOrderOnceAndPutsPoisonAside() {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Line line = fulfilled(
                    "event-" + i,
                    "o-" + i,
                    "{\"orderId\":\"o-%d\",\"customerId\":\"c\",\"totalMinor\":10}".formatted(i));
            lines.addAll(List.of(line, line));
        }
        lines.add(5, fulfilled("poison", "o-3", "{\"orderId\":3}"));
        FULFILLED.send(lines);

        try (Service service = Service.start(
                FollowUpsApplication.class,
                TestDatabase.h2(),
                Map.of(
                        "camel.component.kafka.brokers",
                        SharedBroker.get().bootstrapServers(),
                        "bactrian.events.retry.initial",
                        "5ms"))) {
            // the last one, so that all the others are through
            FULFILLED.send(List.of(
                    fulfilled("last-a", "o-0", "{\"orderId\":\"last\",\"customerId\":\"c\",\"totalMinor\":10}")));
            for (String book : List.of("documents", "notifications", "sales")) {
                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(orders(service, book)).hasSize(21));
            }
            FULFILLED.send(lines);
            FULFILLED.send(List.of(
                    fulfilled("last-b", "o-0", "{\"orderId\":\"very last\",\"customerId\":\"c\",\"totalMinor\":10}")));
            for (String book : List.of("documents", "notifications", "sales")) {
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> orders(service, book).contains("very last"));
                assertThat(orders(service, book))
                        .as(book)
                        .doesNotHaveDuplicates()
                        .hasSize(22);
            }
            assertThat(new Topic(FULFILLED.name() + ".dead-letter").read(3))
                    .allSatisfy(dead -> assertThat(dead.headers()).containsEntry("ce_id", "poison"))
                    .extracting(dead -> dead.header("dead_letter_consumer"))
                    .contains("write-document", "notify-customer", "count-sale");
        }
    }

    private static List<String> orders(Service service, String book) {
        List<String> orders = new ArrayList<>();
        service.get("/audit")
                .json()
                .path(book)
                .forEach(row -> orders.add(row.path("orderId").asText()));
        return orders;
    }

    private static Line fulfilled(String id, String key, String value) {
        Map<String, String> headers = Topic.event(id, "OrderFulfilled");
        headers.put("correlation_id", key);
        return new Line(key, headers, value.getBytes(StandardCharsets.UTF_8));
    }
}
