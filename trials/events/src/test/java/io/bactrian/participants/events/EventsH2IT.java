package io.bactrian.participants.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bactrian.participants.events.testing.SharedBroker;
import io.bactrian.participants.events.testing.Topic;
import io.bactrian.participants.events.testing.Topic.Line;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventsH2IT extends EventsContract {

    @Override
    Map<String, String> database(String name) {
        return Map.of("spring.datasource.url", "jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=5000".formatted(name));
    }

    @Test
    void delaysEventsWhileTheBrokerIsAwayAndFailsNoBusinessCall() {
        Map<String, String> properties = new HashMap<>(database("away"));
        properties.put("bactrian.events.send-timeout", "2s");
        try (Shop shop = Shop.open(properties, Topic.unique("other").name())) {
            delaysEventsWhileTheBrokerIsAway(shop);
        }
    }

    private static void delaysEventsWhileTheBrokerIsAway(Shop shop) {
        Topic topic = Topic.unique("away");
        shop.publish(topic.name(), NewEvent.first("Before", "f-4"));
        topic.read(1);
        SharedBroker.get().stop();
        try {
            for (int i = 0; i < 20; i++) {
                shop.publish(topic.name(), NewEvent.first("While" + i, "f-4"));
            }
            assertThat(shop.bean(Outbox.class).waiting()).isPositive();
        } finally {
            SharedBroker.get().start();
        }
        shop.publish(topic.name(), NewEvent.first("After", "f-4"));

        List<String> wanted = new ArrayList<>(List.of("Before"));
        IntStream.range(0, 20).forEach(i -> wanted.add("While" + i));
        wanted.add("After");
        List<Line> found = topic.readUntil(
                lines -> lines.stream().anyMatch(line -> line.header("ce_type").equals("After")));
        assertThat(new LinkedHashSet<>(
                        found.stream().map(line -> line.header("ce_type")).toList()))
                .containsExactlyElementsOf(wanted);
    }

    @Test
    void getsPastARunOfFailingEventsAndPutsEachAsideOnce() {
        getsPastFailingEvents(retrying("run", "100ms"));
    }

    @Test
    void getsPastARunOfFailingEventsThatComeWithOnePoll() {
        Map<String, String> properties = retrying("run_of_one_poll", "100ms");
        properties.put("camel.component.kafka.max-poll-records", "20");
        getsPastFailingEvents(properties);
    }

    /** Longer in all than a consumer may stay away. */
    private static void getsPastFailingEvents(Map<String, String> properties) {
        Topic topic = Topic.unique("run");
        properties.put("camel.component.kafka.max-poll-interval-ms", "5000");
        List<Line> failing = failing(20);
        topic.send(failing);
        try (Shop waiting = Shop.open(properties, topic.name())) {
            assertThat(waiting).isNotNull();
            await().atMost(Duration.ofSeconds(90)).until(() -> topic.committed(topic.name()) == failing.size());
        }
        assertThat(new Topic(topic.name() + ".dead-letter").size()).isEqualTo(failing.size());
    }

    /** What was put aside is behind us before the next one is begun. */
    @Test
    void putsNothingAsideAgainWhenItIsStoppedAmongFailingEvents() {
        Topic topic = Topic.unique("stopped");
        Topic aside = new Topic(topic.name() + ".dead-letter");
        topic.send(failing(2));
        try (Shop stopped = Shop.open(retrying("stopped", "700ms"), topic.name())) {
            assertThat(stopped).isNotNull();
            aside.read(1);
        }
        assertThat(aside.size()).as("stopped while the second one waits").isOne();

        try (Shop next = Shop.open(retrying("stopped", "5ms"), topic.name())) {
            assertThat(next).isNotNull();
            await().atMost(Duration.ofSeconds(60)).until(() -> topic.committed(topic.name()) == 2);
        }
        assertThat(aside.read(2)).extracting(line -> line.header("ce_id")).containsExactly("f-0", "f-1");
    }

    private Map<String, String> retrying(String database, String wait) {
        Map<String, String> properties = new HashMap<>(database(database));
        properties.put("bactrian.events.retry.initial", wait);
        properties.put("bactrian.events.retry.max", wait);
        return properties;
    }

    private static List<Line> failing(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Line("k", Topic.event("f-" + i, "FailsAlways"), "{\"note\":\"x\"}".getBytes(UTF_8)))
                .toList();
    }
}
