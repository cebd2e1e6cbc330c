package io.bactrian.participants.payment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bactrian.participants.http.OrderKey;
import io.bactrian.participants.journal.Answer;
import io.bactrian.participants.testing.Callback;
import io.bactrian.participants.testing.Coordinator;
import io.bactrian.participants.testing.Race;
import io.bactrian.participants.testing.Reply;
import io.bactrian.participants.testing.Service;
import io.bactrian.participants.testing.StepContract;
import io.bactrian.participants.testing.TestDatabase;
import io.bactrian.starter.callback.StepRun.Phase;
import io.bactrian.testkit.EmbeddedCoordinator;
import io.bactrian.testkit.lint.LintRule;
import io.bactrian.testkit.lint.SagaLint;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Payment's rules, its step and its REST interface, on every database. Actions join real sagas; the test compensates. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PaymentContract extends StepContract {

    private final EmbeddedCoordinator bactrian = EmbeddedCoordinator.startLive();
    private final Coordinator coordinator = new Coordinator(URI.create(bactrian.lraUrl()));
    private Service service;
    private String customer = "";

    abstract TestDatabase database();

    @BeforeAll
    void start() {
        service = Service.start(
                PaymentApplication.class, database(), Map.of("camel.lra.coordinator-url", bactrian.url()));
    }

    @AfterAll
    void stop() {
        service.close();
        bactrian.close();
    }

    @BeforeEach
    void newCustomer() {
        customer = "customer " + UUID.randomUUID();
    }

    @Override
    protected String newSaga() {
        return coordinator.start();
    }

    @Override
    protected void prepare() {
        open(1_000);
    }

    @Override
    protected Answer act() {
        return charge(saga, 300);
    }

    @Override
    protected void compensate() {
        refund(saga);
    }

    @Override
    protected int effects() {
        return (int) (owed() / 300);
    }

    @Override
    protected String stepName() {
        return "charge-payment";
    }

    @Override
    protected JdbcClient jdbc() {
        return service.bean(JdbcClient.class);
    }

    /** The other step, in the same service. */
    @Nested
    class RefundOfAReturn extends RefundContract {

        @Override
        Service service() {
            return service;
        }

        @Override
        protected String newSaga() {
            return coordinator.start();
        }
    }

    @Test
    void sagasAreSound() {
        SagaLint.check(service.bean(CamelContext.class))
                .ignoring(
                        LintRule.CALLBACK_HIDES_FAILURE,
                        "a fault is answered as one, and asked for again: that is meant")
                .orFail();
    }

    @Test
    void chargesUpToTheCreditLimitAndNotAMinorUnitMore() {
        open(1_000);
        assertThat(charge(saga, 1_000).status()).isEqualTo(200);
        assertThat(charge(newSaga(), 1))
                .isEqualTo(Answer.refused("declined", "over the credit limit of customer " + customer));
        assertThat(account())
                .hasToString(
                        "{\"customerId\":\"%s\",\"creditMinor\":1000,\"chargedMinor\":1000,\"refundedMinor\":0,\"heldMinor\":0}"
                                .formatted(customer));
    }

    @Test
    void declinesACustomerWithoutAnAccount() {
        assertThat(charge(saga, 1))
                .isEqualTo(Answer.refused("declined", "customer %s has no account".formatted(customer)));
    }

    @Test
    void givesTheCreditBackWithARefund() {
        open(100);
        charge(saga, 100);
        refund(saga);
        assertThat(charge(newSaga(), 100).status()).isEqualTo(200);
        assertThat(account())
                .hasToString(
                        "{\"customerId\":\"%s\",\"creditMinor\":100,\"chargedMinor\":200,\"refundedMinor\":100,\"heldMinor\":0}"
                                .formatted(customer));
        assertThat(charges()).containsExactly("CHARGED 100", "REFUNDED 100");
    }

    @Test
    void chargesTheNextAttemptOnceTheFormerIsRefunded() {
        open(100);
        charge(saga, 100);
        String next = newSaga();
        assertThat(charge(next, order, 100))
                .as("not declined for the credit that the former attempt still takes")
                .isEqualTo(new Answer(503, Map.of())
                        .with("error", "other charge stands")
                        .with("detail", "order %s has a charge that is not refunded yet: call again".formatted(order)));
        refund(saga);
        assertThat(charge(next, order, 100).status()).isEqualTo(200);
        assertThat(charges()).containsExactly("CHARGED 100", "REFUNDED 100");
    }

    @Test
    void handsAnOrderOverToTheOtherChargeThatFormerVersionsLetStand() {
        open(200);
        charge(saga, 100);
        String other = newSaga();
        charge(other, order + "b", 100);
        jdbc().sql("update charge set order_id = :order, active_order = null where saga_id = :saga")
                .param("order", order)
                .param("saga", other)
                .update();

        refund(saga);

        Charges charges = service.bean(Charges.class);
        assertThat(charges.standing(order, customer)).hasValue(other);
        assertThat(charge(newSaga(), order, 100).status()).isEqualTo(503);
    }

    @Test
    void hasOneStandingChargeHoweverManyAttemptsAreMadeAtOnce() {
        open(300);
        List<Callable<Integer>> attempts = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            String each = newSaga();
            attempts.add(() -> charge(each, order, 300).status());
        }
        assertThat(Race.run(attempts)).containsOnlyOnce(200).containsOnly(200, 503);
        assertThat(owed()).isEqualTo(300);
    }

    @Test
    void refundsNothingAfterADecline() {
        open(10);
        charge(saga, 11);
        refund(saga);
        assertThat(account())
                .hasToString(
                        "{\"customerId\":\"%s\",\"creditMinor\":10,\"chargedMinor\":0,\"refundedMinor\":0,\"heldMinor\":0}"
                                .formatted(customer));
    }

    @Test
    void chargesNothingForAnOrderThatCostsNothing() {
        open(0);
        assertThat(charge(saga, 0))
                .hasToString("Answer[status=200, body={orderId=%s, state=CHARGED, amountMinor=0}]".formatted(order));
    }

    @Test
    void staysWithinTheCreditWhileManyChargeAndRefundTheSameAccount() {
        long credit = 1_000;
        open(credit);
        List<Callable<Integer>> shoppers = new ArrayList<>();
        for (int s = 0; s < 6; s++) {
            int seed = s;
            shoppers.add(() -> shop(new Random(seed)));
        }
        int charged = Race.run(shoppers).stream().mapToInt(Integer::intValue).sum();
        long left = jdbc().sql(
                        "select coalesce(sum(amount_minor), 0) from charge where customer_id = :customer and state = 'CHARGED'")
                .param("customer", customer)
                .query(Long.class)
                .single();

        assertThat(charged).as("charges that were made").isPositive();
        assertThat(owed()).isEqualTo(left).isBetween(0L, credit);
    }

    /** Charges random amounts and refunds most; returns how often there was credit. */
    private int shop(Random random) {
        int charged = 0;
        for (int i = 0; i < 20; i++) {
            String each = newSaga();
            if (charge(each, 100 + random.nextInt(300)).status() == 200) {
                charged++;
            }
            if (random.nextInt(8) != 0) {
                refund(each);
            }
        }
        return charged;
    }

    @Test
    void opensAccountsOnceAndRepeatably() {
        String body = "{\"accounts\":[{\"customerId\":\"%s\",\"creditMinor\":70}]}".formatted(customer);
        assertThat(service.put("/accounts", body)).hasToString("200 {\"accounts\":1}");
        assertThat(service.put("/accounts", body)).hasToString("200 {\"accounts\":1}");
        assertThat(service.put("/accounts", body.replace(":70}", ":80}")))
                .hasToString(
                        "409 {\"error\":\"account is open\",\"detail\":\"%s has a credit of 70 and cannot be given 80\"}"
                                .formatted(customer));
    }

    @Test
    void opensAnAccountOnceForSeveralWhoOpenItAtOnce() {
        String body = "{\"accounts\":[{\"customerId\":\"%s\",\"creditMinor\":70}]}".formatted(customer);
        List<Reply> replies = Race.run(Collections.nCopies(6, () -> service.put("/accounts", body)));
        assertThat(replies).extracting(Reply::status).containsOnly(200);
        assertThat(account().path("creditMinor").asInt()).isEqualTo(70);
    }

    @Test
    void namesEveryFaultOfACharge() {
        assertThat(service.put(
                        "/charges/4711", "{\"amountMinor\":9223372036854775808}", "Long-Running-Action", "nonsense"))
                .hasToString(
                        "400 {\"errors\":[\"header Long-Running-Action must be the URL of a saga, was \\\"nonsense\\\"\","
                                + "\"customerId is missing\","
                                + "\"amountMinor must be 1000000000000 or less, was 9223372036854775808\"]}");
        assertThat(service.put("/charges/4711", "", "Long-Running-Action", saga))
                .hasToString("400 {\"errors\":[\"body is missing: send a JSON object\"]}");
        assertThat(service.put("/charges/4711", "[]", "Long-Running-Action", saga))
                .hasToString("400 {\"errors\":[\"body must be a JSON object, was []\"]}");
    }

    @Test
    void namesEveryFaultOfNewAccounts() {
        assertThat(service.put("/accounts", "{\"accounts\":[{\"customerId\":7,\"creditMinor\":-1},{}]}"))
                .hasToString("400 {\"errors\":[\"account 1: customerId must be a text, was 7\","
                        + "\"account 1: creditMinor must be 0 or more, was -1\","
                        + "\"account 2: customerId is missing\",\"account 2: creditMinor is missing\"]}");
    }

    private void open(long credit) {
        var reply = service.put(
                "/accounts", "{\"accounts\":[{\"customerId\":\"%s\",\"creditMinor\":%d}]}".formatted(customer, credit));
        assertThat(reply.status()).isEqualTo(200);
    }

    /** Each saga has an order of its own. */
    private String orderOf(String by) {
        return by.equals(saga) ? order : order + "-" + by.substring(by.lastIndexOf('/') + 1);
    }

    private Answer charge(String by, long amount) {
        return charge(by, orderOf(by), amount);
    }

    private Answer charge(String by, String orderId, long amount) {
        return service.put(
                        "/charges/" + orderId,
                        "{\"customerId\":\"%s\",\"amountMinor\":%d}".formatted(customer, amount),
                        "Long-Running-Action",
                        by)
                .answer();
    }

    private void refund(String by) {
        Reply reply = new Callback(Phase.COMPENSATION, "direct:refund-payment", stepName())
                .send(service, by, Map.of("orderKey", OrderKey.of(orderOf(by))));
        assertThat(reply.status()).as("%s", reply).isEqualTo(200);
    }

    private long owed() {
        JsonNode account = account();
        return account.path("chargedMinor").asLong()
                - account.path("refundedMinor").asLong();
    }

    private JsonNode account() {
        for (JsonNode account : service.get("/audit").json().path("accounts")) {
            if (account.path("customerId").asText().equals(customer)) {
                return account;
            }
        }
        throw new AssertionError("No account of " + customer);
    }

    private List<String> charges() {
        List<String> found = new ArrayList<>();
        for (JsonNode charge : service.get("/audit").json().path("charges")) {
            if (charge.path("customerId").asText().equals(customer)) {
                found.add(charge.path("state").asText() + " "
                        + charge.path("amountMinor").asText());
            }
        }
        return found.stream().sorted().toList();
    }
}
