package io.bactrian.routes.fulfilment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bactrian.routes.RoutesTest;
import io.bactrian.routes.TestCoordinator;
import io.bactrian.routes.scripted.Part;
import io.bactrian.routes.scripted.Relay;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Many orders at once for the last items, between the routes and the real inventory in a process of its own. */
class LastItemIT extends RoutesTest {

    private static final int ORDERS_AT_ONCE = 12;
    private static final int PIECES = 3;
    private static final Part INVENTORY_PROCESS = Part.start(
            Path.of(System.getProperty("inventory.jar")),
            "--camel.lra.coordinator-url=" + TestCoordinator.FRONT.url(),
            "--bactrian.client.give-up-after=60s",
            "--spring.datasource.url=jdbc:h2:mem:inventory;DB_CLOSE_DELAY=-1");

    /** Not the common pool, through which HTTP clients of this process get their answers: whoever waits here waits long. */
    private static final ExecutorService CLIENTS = Executors.newFixedThreadPool(ORDERS_AT_ONCE);

    @AfterAll
    static void stop() {
        CLIENTS.shutdownNow();
        INVENTORY_PROCESS.close();
    }

    @Test
    void sellsTheLastItemsOnceEach() {
        INVENTORY_PROCESS.awaitHealthy();
        INVENTORY.behave(new Relay(INVENTORY_PROCESS.url()));
        INVENTORY_PROCESS.put("/stock", "{\"items\":[{\"sku\":\"85123A\",\"quantity\":%d}]}".formatted(PIECES * 6));

        List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, ORDERS_AT_ONCE)
                .mapToObj(n -> CompletableFuture.supplyAsync(() -> placeUntilItHasEnded(newId()), CLIENTS))
                .toList();

        assertThat(answers).allSatisfy(answer -> assertThat(answer.join().body())
                .containsAnyOf(
                        "\"state\":\"fulfilled\"",
                        "\"state\":\"refused\",\"attempt\":1,\"reason\":\"out of stock: 85123A\""));
        assertThat(answers.stream().filter(answer -> answer.join().statusCode() == 201))
                .hasSize(PIECES);
        await().untilAsserted(() -> assertThat(INVENTORY_PROCESS.get("/audit"))
                .contains("\"initial\":18,\"onHand\":0,\"reserved\":0,\"confirmed\":18"));
    }

    /** An order is not placed twice by asking again, and a close is not waited for longer than some seconds. */
    private static HttpResponse<String> placeUntilItHasEnded(String id) {
        return await().atMost(Duration.ofMinutes(3)).until(() -> place(id), answer -> answer.statusCode() != 202);
    }
}
