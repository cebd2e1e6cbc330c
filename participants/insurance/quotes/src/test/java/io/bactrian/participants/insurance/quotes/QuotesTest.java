package io.bactrian.participants.insurance.quotes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bactrian.participants.events.Event;
import io.bactrian.participants.events.Outbox;
import io.bactrian.participants.journal.Transactions;
import io.bactrian.participants.testing.Reply;
import io.bactrian.participants.testing.Service;
import io.bactrian.participants.testing.TestDatabase;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Quotes with a broker that cannot be reached: nothing of this waits for it. */
class QuotesTest {

    private static Service service;

    @BeforeAll
    static void start() {
        service = Service.start(
                QuotesApplication.class,
                TestDatabase.h2(),
                Map.of("camel.component.kafka.brokers", "localhost:1", "bactrian.events.send-timeout", "200ms"));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void approvesOnceAndPublishesItOnce() {
        int before = waiting();
        Reply first = approve("q-1", 1200);
        Reply second = approve("q-1", 1200);

        assertThat(first).hasToString("200 {\"quoteId\":\"q-1\",\"state\":\"APPROVED\"}");
        assertThat(second).hasToString(first.toString());
        assertThat(waiting()).isEqualTo(before + 1);
    }

    @Test
    void refusesOtherContentUnderAnIdThatIsTaken() {
        approve("q-2", 1200);

        assertThat(approve("q-2", 1300))
                .hasToString("409 {\"error\":\"other quote\","
                        + "\"detail\":\"quote q-2 was approved before with other content\"}");
    }

    @Test
    void namesEveryFaultOfTheInput() {
        assertThat(service.put("/quotes/q-3", "{\"premiumMinor\":0}"))
                .hasToString("400 {\"errors\":[\"customerId is missing\",\"premiumMinor must be 1 or more, was 0\"]}");
    }

    @Test
    void reopensOnce() {
        approve("q-4", 1200);
        int before = waiting();
        reopen("q-4");

        assertThat(service.get("/quotes/q-4"))
                .hasToString("200 {\"quoteId\":\"q-4\",\"state\":\"REOPENED\",\"reason\":\"no credit\"}");
        assertThat(waiting()).isEqualTo(before + 1);
        assertThatThrownBy(() -> reopen("q-4"))
                .hasMessageContaining("0 approved quotes instead of 1 are reopened by PolicyCancelled");
        assertThat(waiting()).isEqualTo(before + 1);
    }

    private static Reply approve(String quoteId, int premium) {
        return service.put("/quotes/" + quoteId, "{\"customerId\":\"c-1\",\"premiumMinor\":%d}".formatted(premium));
    }

    private static void reopen(String quoteId) {
        var data = JsonNodeFactory.instance.objectNode().put("quoteId", quoteId).put("reason", "no credit");
        var event = new Event("e-1", "PolicyCancelled", "policies", Instant.EPOCH, quoteId, "e-0", data);
        service.bean(Transactions.class).whole(() -> {
            service.bean(Quotes.class).reopen(event);
            return true;
        });
    }

    private static int waiting() {
        return service.bean(Outbox.class).waiting();
    }
}
