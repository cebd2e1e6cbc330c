package io.bactrian.routes.purchase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.routes.purchase.Sale.State;
import io.bactrian.routes.service.Refusal;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;

class SalesTest {

    private static final Purchase PURCHASE = new Purchase("p1", "17850", "85123A", 2, 255);

    private final EmbeddedDatabase database = new EmbeddedDatabaseBuilder()
            .setType(EmbeddedDatabaseType.H2)
            .generateUniqueName(true)
            .addScript("schema.sql")
            .build();
    private final Sales sales = new Sales(JdbcClient.create(database));

    @AfterEach
    void shutDown() {
        database.shutdown();
    }

    @Test
    void opensConfirmsAndCloses() {
        sales.open("s1", PURCHASE);
        assertThat(sales.standing(PURCHASE)).isEqualTo(new Sale("s1", State.OPEN, "17850", "85123A", 2, 510));

        sales.confirm("s1");
        sales.close("s1");

        assertThat(state("s1")).isEqualTo(State.SOLD);
    }

    @Test
    void sellsAPurchaseOnceAtATime() {
        sales.open("s1", PURCHASE);

        assertThatThrownBy(() -> sales.open("s2", PURCHASE))
                .isInstanceOf(Refusal.class)
                .hasMessage("purchase p1 is being sold by another request, or was sold");
    }

    @Test
    void sellsAPurchaseOnceHoweverManyTryAtOnce() {
        AtomicInteger opened = new AtomicInteger();

        IntStream.range(0, 16).parallel().forEach(n -> {
            try {
                sales.open("s" + n, PURCHASE);
                opened.incrementAndGet();
            } catch (Refusal refused) {
                // as it should be for all but one
            }
        });

        assertThat(opened).hasValue(1);
    }

    @Test
    void sellsAgainWhatWasVoided() {
        sales.open("s1", PURCHASE);
        sales.confirm("s1");
        sales.withdraw("s1");
        sales.cancel("s1", "p1");

        assertThat(sales.standing(PURCHASE)).isNull();
        sales.open("s2", PURCHASE);
        assertThat(state("s2")).isEqualTo(State.OPEN);
    }

    @Test
    void voidsWhatWasNeverOpenedAndKeepsALateOneOut() {
        sales.cancel("s1", "p1");

        assertThatThrownBy(() -> sales.open("s1", PURCHASE)).isInstanceOf(Refusal.class);
        assertThat(sales.standing(PURCHASE)).isNull();
    }

    @Test
    void refusesToConfirmWhatWasVoided() {
        sales.open("s1", PURCHASE);
        sales.cancel("s1", "p1");

        assertThatThrownBy(() -> sales.confirm("s1"))
                .isInstanceOf(Refusal.class)
                .hasMessage("the sale was voided before it was confirmed");
    }

    @Test
    void toleratesEveryCallbackTwice() {
        sales.open("s1", PURCHASE);
        sales.confirm("s1");
        sales.confirm("s1");
        sales.close("s1");
        sales.close("s1");
        sales.open("s2", new Purchase("p2", "17850", "85123A", 2, 255));
        sales.withdraw("s2");
        sales.cancel("s2", "p2");
        sales.cancel("s2", "p2");

        assertThat(state("s1")).isEqualTo(State.SOLD);
        assertThat(sales.ofSaga("s2")).isNull();
    }

    @Test
    void withdrawsNothingThatWasNotConfirmed() {
        sales.withdraw("s1");
        sales.open("s1", PURCHASE);
        sales.withdraw("s1");

        assertThat(state("s1")).isEqualTo(State.OPEN);
    }

    @Test
    void neitherVoidsWhatIsSoldNorSellsWhatIsVoid() {
        sales.open("s1", PURCHASE);
        sales.confirm("s1");
        sales.close("s1");
        sales.cancel("s2", "p1");

        assertThatThrownBy(() -> sales.cancel("s1", "p1"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The sale of saga s1 cannot be voided now");
        assertThatThrownBy(() -> sales.close("s2"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Saga s2 closed but left no confirmed sale");
        assertThat(state("s1")).isEqualTo(State.SOLD);
    }

    @Test
    void hasVoidSalesInItsBookThatWereNeverOpened() {
        sales.open("s1", PURCHASE);
        sales.cancel("s2", "p2");

        assertThat(sales.book())
                .containsExactly(
                        new Sales.Line("purchase-p1", "s1", State.OPEN, "17850", "85123A", 2, 510L),
                        new Sales.Line("purchase-p2", "s2", State.VOID, null, null, null, null));
    }

    private State state(String sagaId) {
        return sales.ofSaga(sagaId).state();
    }
}
