package io.bactrian.participants.insurance.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bactrian.participants.events.Event;
import io.bactrian.participants.events.Outbox;
import io.bactrian.participants.journal.Transactions;
import io.bactrian.participants.testing.Service;
import io.bactrian.participants.testing.TestDatabase;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PoliciesTest {

    private static Service service;

    @BeforeAll
    static void start() {
        service = Service.start(
                PoliciesApplication.class,
                TestDatabase.h2(),
                Map.of("camel.component.kafka.brokers", "localhost:1", "bactrian.events.send-timeout", "200ms"));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void createsAPolicyAndTellsOfIt() {
        int before = waiting();
        inTransaction(policies -> policies.create(approved("q-1")));

        assertThat(service.get("/audit").json().at("/policies/0").toString())
                .isEqualTo("{\"policyId\":\"POL-q-1\",\"quoteId\":\"q-1\",\"customerId\":\"c-1\",\"premiumMinor\":1200,"
                        + "\"state\":\"ACTIVE\",\"reason\":null}");
        assertThat(waiting()).isEqualTo(before + 1);
    }

    @Test
    void cancelsWhatIsActiveAndNothingElse() {
        inTransaction(policies -> policies.create(approved("q-2")));
        inTransaction(policies -> policies.cancel(failed("q-2")));
        int before = waiting();

        assertThatThrownBy(() -> inTransaction(policies -> policies.cancel(failed("q-2"))))
                .hasMessageContaining("0 active policies instead of 1 are cancelled by InvoiceFailed");
        assertThatThrownBy(() -> inTransaction(policies -> policies.cancel(failed("q-never"))))
                .hasMessageContaining("0 active policies instead of 1 are cancelled by InvoiceFailed");
        assertThat(waiting()).isEqualTo(before);
        assertThat(service.get("/audit").json().at("/policies").toString())
                .contains("\"quoteId\":\"q-2\",\"customerId\":\"c-1\",\"premiumMinor\":1200,\"state\":\"CANCELLED\","
                        + "\"reason\":\"no credit\"");
    }

    /** What only the policy of the route prevents must be seen by the audit if it ever happens. */
    @Test
    void keepsNoSecondEffectFromTheBooks() {
        inTransaction(policies -> policies.create(approved("q-3")));
        inTransaction(policies -> policies.create(approved("q-3")));

        assertThat(service.get("/audit").json().at("/policies").findValuesAsText("quoteId"))
                .filteredOn("q-3"::equals)
                .hasSize(2);
    }

    private static Event approved(String quoteId) {
        var data = JsonNodeFactory.instance
                .objectNode()
                .put("quoteId", quoteId)
                .put("customerId", "c-1")
                .put("premiumMinor", 1200);
        return new Event("e-" + quoteId, "QuoteApproved", "quotes", Instant.EPOCH, quoteId, null, data);
    }

    private static Event failed(String quoteId) {
        var data = JsonNodeFactory.instance
                .objectNode()
                .put("quoteId", quoteId)
                .put("policyId", "POL-" + quoteId)
                .put("reason", "no credit");
        return new Event("f-" + quoteId, "InvoiceFailed", "billing", Instant.EPOCH, quoteId, "e-" + quoteId, data);
    }

    private static void inTransaction(Consumer<Policies> work) {
        service.bean(Transactions.class).whole(() -> {
            work.accept(service.bean(Policies.class));
            return true;
        });
    }

    private static int waiting() {
        return service.bean(Outbox.class).waiting();
    }
}
