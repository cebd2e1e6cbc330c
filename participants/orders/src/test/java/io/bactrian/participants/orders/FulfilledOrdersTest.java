package io.bactrian.participants.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.participants.events.Outbox;
import io.bactrian.participants.testing.Service;
import io.bactrian.participants.testing.TestDatabase;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The event at the end of the saga, with a broker that cannot be reached: nobody waits for it. */
class FulfilledOrdersTest {

    private static Service service;

    @BeforeAll
    static void start() {
        service = Service.start(
                OrdersApplication.class,
                TestDatabase.h2(),
                Map.of(
                        "bactrian.events.enabled",
                        true,
                        "camel.component.kafka.brokers",
                        "localhost:1",
                        "bactrian.events.send-timeout",
                        "200ms"));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void tellsOnceOfAnOrderThatIsFulfilled() {
        confirmed("o-1");
        int before = waiting();
        assertThat(service.put("/orders/o-1/attempts/1/completion", "").status())
                .isEqualTo(200);
        assertThat(service.put("/orders/o-1/attempts/1/completion", "").status())
                .isEqualTo(200);

        assertThat(waiting()).isEqualTo(before + 1);
        assertThat(service.bean(JdbcClient.class)
                        .sql("select event from outbox_channel_message")
                        .query(String.class)
                        .list())
                .anySatisfy(event -> assertThat(event)
                        .contains("\"topic\":\"orders.fulfilled\"", "\"ce_type\":\"OrderFulfilled\"")
                        .contains("{\"orderId\":\"o-1\",\"customerId\":\"c-1\",\"totalMinor\":700}"));
    }

    @Test
    void tellsNothingOfAnOrderThatIsCancelled() {
        confirmed("o-2");
        int before = waiting();
        assertThat(service.put("/orders/o-2/attempts/1/cancellation", "").status())
                .isEqualTo(200);
        assertThat(service.put("/orders/o-2/attempts/1/completion", "").status())
                .isEqualTo(409);

        assertThat(waiting()).isEqualTo(before);
    }

    private static void confirmed(String orderId) {
        String order = """
                {"orderId":"%s","customerId":"c-1","lines":[{"sku":"s-1","quantity":2,"unitPriceMinor":350}]}""".formatted(orderId);
        assertThat(service.post("/orders", order).status()).isEqualTo(200);
        service.bean(JdbcClient.class)
                .sql("update order_attempt set state = 'CONFIRMED' where order_id = :orderId")
                .param("orderId", orderId)
                .update();
    }

    private static int waiting() {
        return service.bean(Outbox.class).waiting();
    }
}
