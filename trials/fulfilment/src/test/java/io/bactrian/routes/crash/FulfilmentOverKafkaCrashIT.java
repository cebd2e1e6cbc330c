package io.bactrian.routes.crash;

import static io.bactrian.testkit.crash.CrashPlan.APPLICATION;
import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.testkit.crash.CrashMatrix;
import io.bactrian.testkit.crash.CrashOutcome;
import io.bactrian.testkit.crash.CrashPlan;
import io.bactrian.testkit.crash.CrashRun;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;

/**
 * An order that nobody ships is undone by topic, and a purchase is completed by topic, with whoever speaks to the broker dying. In a
 * return the application has no step of its own: nobody asks it anything, over Kafka as over HTTP.
 */
class FulfilmentOverKafkaCrashIT {

    static CrashPlan shop() {
        return KafkaShop.plan(false, "6s").check(FulfilmentOverKafkaCrashIT::salesSayWhatTheSagaSays);
    }

    @CrashMatrix(processes = 0)
    void undoesAllOfAnOrderThatNobodyShips(CrashRun run) throws IOException {
        HttpResponse<String> answer = run.post(APPLICATION, "/orders", """
                {"orderId":"%s","customerId":"17850","lines":[{"sku":"85123A","quantity":6,"unitPrice":"2.55"}]}""".formatted(run.id()));

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("\"state\":\"refused\"", "no carrier");
    }

    @CrashMatrix(processes = 0)
    void undoesAllOfAReturnWhoseGoodsAreDamaged(CrashRun run) throws IOException {
        HttpResponse<String> answer = run.post(APPLICATION, "/returns", """
                {"returnId":"%1$s","orderId":"order of %1$s","reason":"does not fit"}""".formatted(run.id()));

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("\"state\":\"undone\"", "damaged");
    }

    @CrashMatrix(processes = 0)
    void sellsOrLeavesNothing(CrashRun run) throws IOException {
        assertThat(run.post(APPLICATION, "/purchases", """
                        {"purchaseId":"%s","customerId":"17850","sku":"85123A","quantity":2,"unitPrice":"2.55"}""".formatted(run.id())).statusCode())
                .isEqualTo(201);
    }

    private static void salesSayWhatTheSagaSays(CrashOutcome outcome) {
        List<String> sales = outcome.database(APPLICATION)
                .queryForList("select state from sale where purchase_id = ?", String.class, outcome.id());
        if (outcome.closed()) {
            assertThat(sales).containsExactly("SOLD");
        } else {
            assertThat(sales).as("sales of a saga that was not closed").isSubsetOf("VOID");
        }
    }
}
