package io.bactrian.routes.fulfilment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bactrian.routes.RoutesTest;
import io.bactrian.routes.scripted.Reply;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** The saga's time is over while a step still waits: the coordinator undoes it behind the back of this application. */
@TestPropertySource(properties = {"routes.saga-timeout=5s", "routes.step.timeout=100s", "routes.step.call-timeout=90s"})
class SagaDeadlineTest extends RoutesTest {

    @Test
    void undoesASagaWhoseTimeIsOverThoughAStepStillWaits() {
        String id = newId();
        PAYMENT.next("PUT /charges/" + id, Reply.SILENCE);

        CompletableFuture<HttpResponse<String>> answer = CompletableFuture.supplyAsync(() -> place(id));

        await().until(() -> DONE.contains("attempt 1/cancellation"));
        assertThat(DONE).containsSubsequence("reserve-stock", "compensate/reserve-stock", "attempt 1/cancellation");
        assertThat(answer).isNotDone();

        PAYMENT.release();

        assertThat(answer.join().statusCode()).isEqualTo(409);
        assertThat(answer.join().body())
                .startsWith("{\"orderId\":\"" + id + "\",\"state\":\"cancelled\",\"attempt\":1,")
                .endsWith(",\"retryable\":true}");
        assertThat(DONE).doesNotContain("charge-payment", "create-shipment");
    }
}
