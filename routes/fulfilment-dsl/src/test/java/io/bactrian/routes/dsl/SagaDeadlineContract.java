package io.bactrian.routes.dsl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bactrian.routes.scripted.Reply;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** The saga's time is over while a step still waits: the coordinator undoes it behind the back of this application. */
@TestPropertySource(
        properties = {
            "saga.timeout=5s",
            "camel.component.http.response-timeout=90000",
            "camel.component.http.so-timeout=90000"
        })
abstract class SagaDeadlineContract extends FulfilmentApplicationTest {

    @Test
    void undoesASagaWhoseTimeIsOverThoughAStepStillWaits() {
        PAYMENT.next("PUT /charges/late", Reply.SILENCE);

        CompletableFuture<HttpResponse<String>> answer = CompletableFuture.supplyAsync(() -> place("late"));

        await().until(() -> done("late").contains("compensate/reserve-stock"));
        assertThat(answer).isNotDone();

        PAYMENT.release();

        assertThat(answer.join().body()).isEqualTo("{\"orderId\":\"late\",\"state\":\"cancelled\"}");
        assertThat(answer.join().statusCode()).isEqualTo(503);
        assertThat(done("late")).containsExactly("reserve-stock", "compensate/reserve-stock");
    }
}
