package io.bactrian.participants.payment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bactrian.participants.http.OrderKey;
import io.bactrian.participants.http.PassingFault;
import io.bactrian.participants.journal.Answer;
import io.bactrian.participants.journal.Transactions;
import io.bactrian.participants.testing.Callback;
import io.bactrian.participants.testing.Race;
import io.bactrian.participants.testing.Reply;
import io.bactrian.participants.testing.Service;
import io.bactrian.participants.testing.StepContract;
import io.bactrian.starter.callback.StepRun.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Refunds for returned goods: an order of 300 within a credit of 1000. Actions join real sagas; the test ends them. */
abstract class RefundContract extends StepContract {

    private String customer = "";
    private String orderSaga = "";

    abstract Service service();

    @BeforeEach
    void newCustomer() {
        customer = "customer " + UUID.randomUUID();
        orderSaga = newSaga();
    }

    @Override
    protected void prepare() {
        prepare(1_000);
    }

    private void prepare(long credit) {
        Reply opened = service()
                .put(
                        "/accounts",
                        "{\"accounts\":[{\"customerId\":\"%s\",\"creditMinor\":%d}]}".formatted(customer, credit));
        assertThat(opened.status()).isEqualTo(200);
        assertThat(charge(orderSaga, order, 300).status()).isEqualTo(200);
    }

    @Override
    protected Answer act() {
        return refund(saga, 300);
    }

    @Override
    protected void compensate() {
        assertThat(cancel(saga)).hasToString("200 ");
    }

    @Override
    protected int effects() {
        return (int) ((300 - owed()) / 300);
    }

    @Override
    protected String stepName() {
        return "refund-return";
    }

    @Override
    protected JdbcClient jdbc() {
        return service().bean(JdbcClient.class);
    }

    @Test
    void freesNoCreditBeforeTheReturnIsSettled() {
        prepare(300);
        assertThat(act())
                .hasToString(
                        "Answer[status=200, body={returnId=r-%s, state=REFUNDED, amountMinor=300}]".formatted(order));
        assertThat(charge(newSaga(), order + "b", 1).status()).isEqualTo(409);

        settle(saga);
        settle(saga);
        assertThat(charge(newSaga(), order + "b", 300).status()).isEqualTo(200);
        assertThat(account())
                .hasToString(
                        "{\"customerId\":\"%s\",\"creditMinor\":300,\"chargedMinor\":600,\"refundedMinor\":300,\"heldMinor\":0}"
                                .formatted(customer));
        assertThat(refunds()).containsExactly("SETTLED 300");
    }

    @Test
    void chargesARefundAgainThatIsCancelled() {
        prepare(300);
        act();
        compensate();
        assertThat(account())
                .hasToString(
                        "{\"customerId\":\"%s\",\"creditMinor\":300,\"chargedMinor\":600,\"refundedMinor\":300,\"heldMinor\":0}"
                                .formatted(customer));
        assertThat(refunds()).containsExactly("CANCELLED 300");
        assertThat(refund(newSaga(), 300).status())
                .as("the charge can be refunded again")
                .isEqualTo(200);
    }

    @Test
    void neverRefundsMoreThanWasCharged() {
        prepare();
        assertThat(refund(saga, 200).status()).isEqualTo(200);
        assertThat(refund(newSaga(), 101))
                .isEqualTo(Answer.refused(
                        "more than was charged",
                        "order %s of customer %s has 100 minor units left to be refunded, not 101"
                                .formatted(order, customer)));
        assertThat(refund(newSaga(), 100).status()).isEqualTo(200);
        assertThat(refund(newSaga(), 1).status()).isEqualTo(409);
        assertThat(owed()).isZero();
    }

    @Test
    void refundsTheNextAttemptOnceTheFormerIsCancelled() {
        prepare();
        act();
        String next = newSaga();
        var stands = new Answer(503, Map.of())
                .with("error", "other refund stands")
                .with("detail", "return r-%s has a refund that is not cancelled yet: call again".formatted(order));
        assertThat(refund(next, "r-" + order, order, 300))
                .as("not refused for what the former attempt has still refunded")
                .isEqualTo(stands);
        settle(saga);
        assertThat(refund(next, "r-" + order, order, 300))
                .as("a refund that is settled and to be cancelled")
                .isEqualTo(stands);
        compensate();
        assertThat(refund(next, "r-" + order, order, 300).status()).isEqualTo(200);
        assertThat(refunds()).containsExactly("CANCELLED 300", "REFUNDED 300");
    }

    @Test
    void refundsOnceHoweverManyReturnTheSameOrderAtOnce() {
        prepare();
        List<Callable<Answer>> returning = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            String each = newSaga();
            returning.add(() -> refund(each, 300));
        }
        assertThat(Race.run(returning))
                .extracting(Answer::status)
                .containsOnlyOnce(200)
                .contains(409);
        assertThat(owed()).isZero();
    }

    @RepeatedTest(10)
    void givesNothingBackTwiceWhenAnOrderIsUndoneWhileItIsReturned() {
        prepare();
        assertThat(charge(newSaga(), order + "b", 300).status()).isEqualTo(200);
        Transactions transactions = service().bean(Transactions.class);
        Charges charges = service().bean(Charges.class);
        var wanted = new Refund(saga, "r-" + order, order, customer, 100);
        List<Callable<Answer>> both = List.of(
                () -> transactions.whole(() -> service().bean(Refunds.class).refund(wanted)),
                () -> transactions.whole(() -> {
                    charges.refund(orderSaga);
                    return Answer.ok();
                }));
        Race.run(both.stream().map(RefundContract::unlessItPasses).toList());

        assertThat(owed())
                .isEqualTo(jdbc().sql("""
                        select sum(amount_minor - returned_minor) from charge
                        where customer_id = :customer and state = 'CHARGED'""")
                        .param("customer", customer)
                        .query(Long.class)
                        .single());
    }

    private static Callable<Boolean> unlessItPasses(Callable<Answer> call) {
        return () -> {
            try {
                return call.call().status() == 200;
            } catch (PassingFault fault) {
                return false;
            }
        };
    }

    @Test
    void undoesAnOrderOnceItsReturnIsDecided() {
        prepare();
        refund(saga, 100);
        Reply early = send(Phase.COMPENSATION, "direct:refund-payment", "charge-payment", orderSaga, order);
        assertThat(early)
                .hasToString("503 {\"error\":\"return not decided\",\"detail\":"
                        + "\"what is refunded of the charge of saga %s may be charged again: call again\"}"
                                .formatted(orderSaga));
        settle(saga);
        end(Phase.COMPENSATION, "direct:refund-payment", "charge-payment", orderSaga);
        assertThat(owed()).isZero();
    }

    @Test
    void refundsNothingThatThisCustomerWasNotCharged() {
        assertThat(act()).isEqualTo(Answer.refused("not refunded", "customer %s has no account".formatted(customer)));
        prepare();
        Charges charges = service().bean(Charges.class);
        assertThat(charges.leftToRefund(order, customer)).isEqualTo(300);
        assertThat(charges.leftToRefund(order, "somebody else")).isZero();
        end(Phase.COMPENSATION, "direct:refund-payment", "charge-payment", orderSaga);
        assertThat(refund(newSaga(), 300).status())
                .as("of an order whose charge was given back")
                .isEqualTo(409);
        assertThat(owed()).isZero();
    }

    @Test
    void takesASettledRefundBackAsLongAsTheCustomerHasTheCredit() {
        prepare(300);
        act();
        settle(saga);
        String other = newSaga();
        charge(other, order + "b", 300);
        assertThat(cancel(saga).status()).as("the money is spent").isEqualTo(500);
        assertThat(refunds()).containsExactly("SETTLED 300");

        end(Phase.COMPENSATION, "direct:refund-payment", "charge-payment", other);
        compensate();
        assertThat(refunds()).containsExactly("CANCELLED 300");
        assertThat(owed()).isEqualTo(300);
    }

    @Test
    void staysWithinTheCreditWhileManyBuyAndReturn() {
        prepare(1_000);
        List<Callable<Integer>> shoppers = new ArrayList<>();
        for (int s = 0; s < 5; s++) {
            int seed = s;
            shoppers.add(() -> shop(new Random(seed)));
        }
        int returned = Race.run(shoppers).stream().mapToInt(Integer::intValue).sum();

        assertThat(returned).as("returns that were settled").isPositive();
        assertThat(account().path("heldMinor").asLong()).isZero();
        assertThat(owed())
                .isBetween(0L, 1_000L)
                .isEqualTo(jdbc().sql("""
                        select sum(amount_minor - returned_minor) from charge
                        where customer_id = :customer and state = 'CHARGED'""")
                        .param("customer", customer)
                        .query(Long.class)
                        .single());
    }

    /** Buys, returns, and settles or cancels; returns how often it settled. */
    private int shop(Random random) {
        int settled = 0;
        for (int i = 0; i < 8; i++) {
            String bought = "o-" + UUID.randomUUID();
            long amount = 50L + random.nextInt(250);
            if (charge(newSaga(), bought, amount).status() != 200) {
                continue;
            }
            String back = newSaga();
            assertThat(refund(back, bought, amount).status()).isEqualTo(200);
            if (random.nextInt(3) == 0) {
                end(Phase.COMPENSATION, "direct:cancel-refund", stepName(), back, bought);
                assertThat(refund(newSaga(), bought, amount + 1).status()).isEqualTo(409);
            } else {
                end(Phase.COMPLETION, "direct:settle-refund", stepName(), back, bought);
                settled++;
            }
        }
        return settled;
    }

    @Test
    void refusesTheSameStepForAnotherReturn() {
        prepare();
        act();
        Answer other = service()
                .put(
                        "/refunds/r2",
                        "{\"orderId\":\"%s\",\"customerId\":\"%s\",\"amountMinor\":300}".formatted(order, customer),
                        "Long-Running-Action",
                        saga)
                .answer();
        assertThat(other)
                .isEqualTo(Answer.refused(
                        "other order",
                        "refund-return of this saga was for return r-%1$s of order %1$s, not for return r2 of order %1$s"
                                .formatted(order)));
    }

    @Test
    void namesEveryFaultOfARefund() {
        assertThat(service().put("/refunds/r1", "{\"customerId\":7,\"amountMinor\":-1}"))
                .hasToString("400 {\"errors\":[\"header Long-Running-Action is missing: call this within a saga\","
                        + "\"orderId is missing\",\"customerId must be a text, was 7\","
                        + "\"amountMinor must be 0 or more, was -1\"]}");
    }

    private Answer charge(String by, String orderId, long amount) {
        return service()
                .put(
                        "/charges/" + orderId,
                        "{\"customerId\":\"%s\",\"amountMinor\":%d}".formatted(customer, amount),
                        "Long-Running-Action",
                        by)
                .answer();
    }

    private Answer refund(String by, long amount) {
        return refund(by, order, amount);
    }

    private Answer refund(String by, String orderId, long amount) {
        return refund(by, returnOf(by, orderId), orderId, amount);
    }

    /** Each saga has a return of its own. */
    private String returnOf(String by, String orderId) {
        return by.equals(saga) ? "r-" + orderId : "r-" + by.substring(by.lastIndexOf('/') + 1);
    }

    private Answer refund(String by, String returnId, String orderId, long amount) {
        return service()
                .put(
                        "/refunds/" + returnId,
                        "{\"orderId\":\"%s\",\"customerId\":\"%s\",\"amountMinor\":%d}"
                                .formatted(orderId, customer, amount),
                        "Long-Running-Action",
                        by)
                .answer();
    }

    private Reply cancel(String by) {
        return send(Phase.COMPENSATION, "direct:cancel-refund", stepName(), by, order);
    }

    private void settle(String by) {
        end(Phase.COMPLETION, "direct:settle-refund", stepName(), by);
    }

    private void end(Phase phase, String route, String step, String by) {
        end(phase, route, step, by, order);
    }

    private void end(Phase phase, String route, String step, String by, String orderId) {
        Reply reply = send(phase, route, step, by, orderId);
        assertThat(reply.status()).as("%s", reply).isEqualTo(200);
    }

    private Reply send(Phase phase, String route, String step, String by, String orderId) {
        Map<String, String> options = step.equals(stepName())
                ? Map.of("orderKey", OrderKey.of(orderId), "returnKey", OrderKey.of(returnOf(by, orderId)))
                : Map.of("orderKey", OrderKey.of(orderId));
        return new Callback(phase, route, step).send(service(), by, options);
    }

    private long owed() {
        JsonNode account = account();
        return account.path("chargedMinor").asLong()
                - account.path("refundedMinor").asLong();
    }

    private JsonNode account() {
        for (JsonNode account : service().get("/audit").json().path("accounts")) {
            if (account.path("customerId").asText().equals(customer)) {
                return account;
            }
        }
        throw new AssertionError("No account of " + customer);
    }

    private List<String> refunds() {
        List<String> found = new ArrayList<>();
        for (JsonNode refund : service().get("/audit").json().path("refunds")) {
            if (refund.path("customerId").asText().equals(customer)) {
                found.add(refund.path("state").asText() + " "
                        + refund.path("amountMinor").asText());
            }
        }
        return found.stream().sorted().toList();
    }
}
