package io.bactrian.cli.books;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two orders: 4711 is fulfilled, 4712 cancelled. */
class FollowUpAuditTest {

    private final List<OrderRow> orders = List.of(
            new OrderRow("4711", "17850", 1530, 1, OrderRow.State.FULFILLED, null, false, "s1"),
            new OrderRow("4712", "17851", 1356, 1, OrderRow.State.CANCELLED, "declined", false, "s2"));
    private final List<FollowUps.Row> documents = new ArrayList<>();
    private final List<FollowUps.Row> notifications = new ArrayList<>();
    private final List<FollowUps.Sale> sales = new ArrayList<>();

    @BeforeEach
    void followedUp() {
        documents.add(new FollowUps.Row("4711", "17850"));
        notifications.add(new FollowUps.Row("4711", "17850"));
        sales.add(new FollowUps.Sale("4711", "17850", 1530));
    }

    @Test
    void eachFulfilledOrderOnceByEachHasNoViolation() {
        assertThat(audit()).isEmpty();
        assertThat(missing()).isZero();
    }

    @Test
    void namesAFollowUpThatIsMissing() {
        notifications.clear();

        assertThat(missing()).isOne();
        assertThat(audit())
                .containsExactly(
                        "follow-ups: customer 17850, order 4711, is FULFILLED and must have 1 notifications, has 0");
    }

    @Test
    void namesAFollowUpThatWasDoneTwice() {
        sales.add(new FollowUps.Sale("4711", "17850", 1530));

        assertThat(audit())
                .containsExactly("follow-ups: customer 17850, order 4711, is FULFILLED and must have 1 sales, has 2");
    }

    @Test
    void namesAFollowUpOfAnOrderThatWasCancelled() {
        documents.add(new FollowUps.Row("4712", "17851"));

        assertThat(audit())
                .containsExactly(
                        "follow-ups: customer 17851, order 4712, is CANCELLED and must have 0 documents, has 1");
    }

    @Test
    void namesAFollowUpOfAnOrderThatNobodyKnows() {
        documents.add(new FollowUps.Row("4713", "17851"));

        assertThat(audit()).containsExactly("follow-ups: order 4713, is unknown and must have 0 documents, has 1");
    }

    @Test
    void namesASaleOverAnotherAmount() {
        sales.set(0, new FollowUps.Sale("4711", "17850", 1));

        assertThat(audit())
                .containsExactly("follow-ups: customer 17850, order 4711, counted as a sale over 1, is over 1530");
    }

    @Test
    void namesAFollowUpForAnotherCustomer() {
        documents.set(0, new FollowUps.Row("4711", "1"));
        notifications.set(0, new FollowUps.Row("4711", "2"));
        sales.set(0, new FollowUps.Sale("4711", "3", 1530));

        assertThat(audit())
                .containsExactly(
                        "follow-ups: customer 17850, order 4711, is in the documents as one of customer 1",
                        "follow-ups: customer 17850, order 4711, is in the notifications as one of customer 2",
                        "follow-ups: customer 17850, order 4711, is in the sales as one of customer 3");
    }

    private List<String> audit() {
        return FollowUpAudit.check(orders, followUps()).stream()
                .map(Violation::toString)
                .toList();
    }

    private long missing() {
        return FollowUpAudit.missing(orders, followUps());
    }

    private FollowUps followUps() {
        return new FollowUps(documents, notifications, sales);
    }
}
