package io.bactrian.participants.insurance.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bactrian.participants.events.testing.SharedBroker;
import io.bactrian.participants.events.testing.Topic;
import io.bactrian.participants.events.testing.Topic.Line;
import io.bactrian.participants.testing.Service;
import io.bactrian.participants.testing.TestDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import redis.embedded.RedisServer;

/** Redis is stopped while events are handled, and comes back with nothing in it: each customer has one mail all the same. */
class RedisLostIT {

    private static final Topic INVOICES = new Topic("insurance.invoices");
    private static final int PART = 40;

    @Test
    void sendsEachNotificationOnceAlthoughRedisForgotEverything() throws IOException {
        int port = freePort();
        RedisServer redis = start(port);
        Service service = Service.start(
                NotificationsApplication.class,
                TestDatabase.h2(),
                Map.of(
                        "camel.component.kafka.brokers",
                        SharedBroker.get().bootstrapServers(),
                        "notifications.redis.enabled",
                        true,
                        "spring.data.redis.port",
                        port));
        try {
            INVOICES.send(invoices(0));
            awaitAtLeast(service, PART / 2);
            Set<String> known = known(service);
            redis.stop();
            INVOICES.send(invoices(PART));
            awaitAtLeast(service, 3 * PART / 2);
            redis = start(port);
            INVOICES.send(invoices(2 * PART));
            awaitAtLeast(service, 3 * PART);
            // everything once more, which Redis knows the least part of
            List<Line> again = new ArrayList<>();
            IntStream.range(0, 3).forEach(part -> again.addAll(invoices(part * PART)));
            INVOICES.send(again);
            INVOICES.send(List.of(invoice(3 * PART)));
            awaitAtLeast(service, 3 * PART + 1);

            assertThat(known).as("events that Redis knew before it was lost").isNotEmpty();
            assertThat(known(service))
                    .as("events that Redis knows since it is back")
                    .isNotEmpty();
            assertThat(outcomes(service, "repeat"))
                    .as("repeats that the database found")
                    .isPositive();
            assertThat(outcomes(service, "dead-letter")).isZero();
            assertThat(outcomes(service, "done")).isEqualTo(3 * PART + 1);
            assertThat(count(service, "notification")).isEqualTo(3 * PART + 1);
            assertThat(count(service, "journal_entry")).isEqualTo(3 * PART + 1);
            assertThat(published()).hasSize(3 * PART + 1);
            redisIsNotToldOfWhatWasPutAside(service);
        } finally {
            service.close();
            redis.stop();
        }
    }

    private static void redisIsNotToldOfWhatWasPutAside(Service service) {
        Line mended = invoice(3 * PART + 1);
        INVOICES.send(mended.key(), mended.headers(), "{}");
        await().atMost(Duration.ofSeconds(60)).until(() -> outcomes(service, "dead-letter") == 1);
        INVOICES.send(List.of(mended));
        awaitAtLeast(service, 3 * PART + 2);
    }

    /** The ids of the events that were published: Kafka may have one more than once, but not two for a customer. */
    private static Set<String> published() {
        return new Topic("insurance.notifications")
                .readUntil(lines -> lines.stream().map(Line::key).distinct().count() == 3 * PART + 1).stream()
                        .map(line -> line.header("ce_id"))
                        .collect(Collectors.toSet());
    }

    private static Set<String> known(Service service) {
        return service.bean(StringRedisTemplate.class).keys("notifications:*");
    }

    private static double outcomes(Service service, String outcome) {
        return service
                .bean(MeterRegistry.class)
                .find("bactrian.events.consumed")
                .tag("outcome", outcome)
                .counters()
                .stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private static void awaitAtLeast(Service service, int notifications) {
        await().atMost(Duration.ofSeconds(60)).until(() -> count(service, "notification") >= notifications);
    }

    private static long count(Service service, String table) {
        return service.bean(JdbcClient.class)
                .sql("select count(*) from " + table)
                .query(Long.class)
                .single();
    }

    /** Each invoice twice. */
    private static List<Line> invoices(int from) {
        List<Line> lines = new ArrayList<>();
        for (int i = from; i < from + PART; i++) {
            lines.add(invoice(i));
            lines.add(invoice(i));
        }
        return lines;
    }

    private static Line invoice(int number) {
        String quote = "Q-" + number;
        String value = "{\"invoiceId\":\"INV-%s\",\"quoteId\":\"%s\",\"customerId\":\"c\",\"amountMinor\":1200}"
                .formatted(quote, quote);
        Map<String, String> headers = Topic.event("event-" + number, "InvoiceCreated");
        headers.put("correlation_id", quote);
        return new Line(quote, headers, value.getBytes(StandardCharsets.UTF_8));
    }

    private static RedisServer start(int port) throws IOException {
        RedisServer redis = RedisServer.newRedisServer()
                .port(port)
                .setting("bind 127.0.0.1")
                .setting("save \"\"")
                .build();
        redis.start();
        return redis;
    }

    /** Below those ports that systems hand to outgoing connections: nobody gets it by chance before it is used. */
    private static int freePort() {
        return ThreadLocalRandom.current()
                .ints(20_000, 32_000)
                .filter(RedisLostIT::isFree)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
