package io.bactrian.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bactrian.evidence.moving.CamelLraApplication;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

/** What {@code docs/from-camel-lra.md} says, done to an application that was written for camel-lra. */
class MovingFromCamelLraIT {

    private static final MovingDocument DOCUMENT = MovingDocument.read();
    private static final List<String> PLACED = List.of("order fine", "reserve fine", "pay fine", "confirm fine");
    private static final List<String> DECLINED = List.of(
            "order declined",
            "reserve declined",
            "pay declined",
            "refund declined",
            "release declined",
            "cancel declined");

    /** Without what the diff puts in: as it is today. */
    private static RunningApplication before(Engine coordinator, int port) {
        return start(DOCUMENT.artifactsAfter(), coordinator, port);
    }

    /** Without what the diff takes out, and what came along with that. */
    private static RunningApplication after(Engine coordinator, int port) {
        List<String> out = new ArrayList<>(DOCUMENT.artifactsBefore());
        out.add("camel-lra");
        return start(out, coordinator, port);
    }

    /** With the settings of the document, at this test's addresses. */
    private static RunningApplication start(List<String> without, Engine coordinator, int port) {
        return RunningApplication.start(
                without,
                port,
                DOCUMENT.properties().stream()
                        .map(property -> property.replace(
                                        "http://localhost:8070",
                                        Shared.coordinator(coordinator).root())
                                .replace("http://localhost:8080", "http://localhost:" + port))
                        .toList());
    }

    private static void behavesAsEver(RunningApplication application) {
        assertThat(application.place("fine")).isEqualTo("placed");
        assertThat(application.place("declined")).isEqualTo("declined");
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(application.journal())
                .containsSubsequence(PLACED)
                .containsSubsequence(DECLINED)
                .hasSize(PLACED.size() + DECLINED.size()));
    }

    @Test
    void anApplicationWorksBeforeOnItsStockCoordinator() {
        try (RunningApplication stock = before(Engine.STOCK, Coordinator.freePort())) {
            behavesAsEver(stock);
        }
    }

    @Test
    void theSameApplicationWorksOnOurCoordinatorThenWithOurStarterAndAfterGoingBack() {
        int port = Coordinator.freePort();
        try (RunningApplication onlyTheCoordinator = before(Engine.OURS, port)) {
            behavesAsEver(onlyTheCoordinator);
        }
        try (RunningApplication moved = after(Engine.OURS, port)) {
            behavesAsEver(moved);
            assertThat(moved.send(
                                    "PUT",
                                    "/lra-participant/compensate?orderId=1&Camel-Saga-Compensate=direct%3A%2F%2Frefund",
                                    Exchange.SAGA_LONG_RUNNING_ACTION,
                                    Shared.coordinator(Engine.OURS).base() + "/begun-before")
                            .statusCode())
                    .as("a callback of a saga begun with camel-lra")
                    .isEqualTo(404);
        }
        try (RunningApplication back = before(Engine.OURS, port)) {
            behavesAsEver(back);
        }
    }

    @Test
    void oneThatHasMovedAndOneThatHasNotShareASaga() {
        LraClient coordinator = Shared.coordinator(Engine.OURS).lra();
        try (RunningApplication stock = before(Engine.OURS, Coordinator.freePort());
                RunningApplication moved = after(Engine.OURS, Coordinator.freePort())) {
            String saga = coordinator.start(Duration.ZERO);
            assertThat(stock.place("shared", Exchange.SAGA_LONG_RUNNING_ACTION, saga))
                    .isEqualTo("placed");
            assertThat(moved.place("shared", Exchange.SAGA_LONG_RUNNING_ACTION, saga))
                    .isEqualTo("placed");

            assertThat(coordinator.cancel(saga).status()).isEqualTo(200);

            for (RunningApplication application : List.of(stock, moved)) {
                await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(application.journal())
                        .containsSubsequence("pay shared", "refund shared", "release shared", "cancel shared")
                        .doesNotContain("confirm shared"));
            }
        }
    }

    @Test
    void theApplicationKnowsNothingOfWhatItIsMovedTo() throws IOException {
        for (String type : List.of("CamelLraApplication", "CamelLraApplication$Orders")) {
            try (InputStream code = CamelLraApplication.class.getResourceAsStream(type + ".class")) {
                assertThat(new String(code.readAllBytes(), StandardCharsets.ISO_8859_1))
                        .doesNotContain("io/bactrian/starter", "org/apache/camel/service/lra");
            }
        }
    }

    @Test
    void theDiffChangesTheOneDependency() {
        assertThat(DOCUMENT.artifactsBefore()).containsExactly("camel-lra-starter");
        assertThat(DOCUMENT.artifactsAfter()).containsExactly("bactrian-spring-boot-starter");
        assertThat(DOCUMENT.artifactsForSome())
                .as("for rest() routes on the servlet component, which came along with camel-lra-starter")
                .containsExactly("camel-servlet-starter");
        assertThat(Stream.of(System.getProperty("java.class.path").split(File.pathSeparator)))
                .as("the class path that each is taken from")
                .anyMatch(entry -> RunningApplication.isOf(entry, "camel-lra-starter"))
                .anyMatch(entry -> RunningApplication.isOf(entry, "bactrian-spring-boot-starter"));
    }
}
