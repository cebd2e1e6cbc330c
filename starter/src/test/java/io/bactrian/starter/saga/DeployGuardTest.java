package io.bactrian.starter.saga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.starter.callback.RegisteredEndpoints;
import io.bactrian.starter.client.ClientSettings;
import io.bactrian.starter.client.CoordinatorClient;
import io.bactrian.starter.client.Pause;
import io.bactrian.starter.protocol.CoordinatorAddress;
import io.bactrian.starter.saga.Differs.On;
import io.bactrian.starter.saga.SagaSettings.OnMissingEndpoint;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthContributorRegistry;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;

/** A deployment that lacks what sagas will call back says so when it starts. */
class DeployGuardTest {

    private static final String NEEDED = """
            {"application":"shop","endpoints":[
             {"kind":"compensation","uri":"direct://cancel-shipment","sagas":37,"examples":[
              {"saga":"http://c/lra-coordinator/1","businessKey":"4711"},
              {"saga":"http://c/lra-coordinator/2","businessKey":null}]},
             {"kind":"completion","uri":"direct://done","sagas":1,"examples":[]}]}
            """;
    private static final String CANCEL_SHIPMENT =
            "37 live sagas need the compensation direct://cancel-shipment (4711 = http://c/lra-coordinator/1,"
                    + " http://c/lra-coordinator/2) and no saga route of this application registers it: deploy its"
                    + " route again until they have ended, or settle them by hand";
    private static final String DONE = "1 live saga needs the completion direct://done and no saga route of this"
            + " application registers it: deploy its route again until they have ended, or settle them by hand";

    /** No test waits so long: the coordinator answers, on a busy machine not at once. */
    private static final Duration LONG = Duration.ofSeconds(10);

    private final ScriptedCoordinator coordinator = new ScriptedCoordinator();
    private final RegisteredEndpoints registered = new RegisteredEndpoints();
    private static ScriptedCoordinator hosting;
    private static TestApplication host;
    private final CamelContext camel = host.camel();

    @BeforeAll
    static void startARouteThatConsumesDone() {
        hosting = new ScriptedCoordinator();
        host = TestApplication.start(hosting.url(), new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:done?timeout=1").log("done");
            }
        });
    }

    @AfterAll
    static void stopIt() {
        host.close();
        hosting.close();
    }

    @AfterEach
    void stop() {
        coordinator.close();
    }

    @Test
    @Differs(value = Difference.MISSING_ENDPOINTS, on = On.OURS)
    void namesEachEndpointThatLiveSagasNeedAndNobodyRegisters() {
        coordinator.answer("endpoints", 200, NEEDED);
        DeployGuard guard = guard(OnMissingEndpoint.WARN);
        assertThat(guard.findings()).isEmpty();

        guard.atStart(camel);

        assertThat(guard.findings()).containsExactly(CANCEL_SHIPMENT, DONE);
        assertThat(coordinator.requests()).singleElement().satisfies(request -> assertThat(request.path())
                .isEqualTo("/lra-coordinator/instances/shop ü/endpoints"));
    }

    @Test
    void isContentWithWhatIsRegisteredAndConsumedAlsoIfThatComesLater() {
        coordinator.answer("endpoints", 200, NEEDED);
        DeployGuard guard = guard(OnMissingEndpoint.WARN);
        guard.atStart(camel);

        registered.register(camel.getEndpoint("direct:done"));

        assertThat(guard.findings()).containsExactly(CANCEL_SHIPMENT);
    }

    @Test
    void refusesTheStartWhenToldTo() {
        coordinator.answer("endpoints", 200, NEEDED);

        assertThatThrownBy(() -> guard(OnMissingEndpoint.FAIL).atStart(camel))
                .isInstanceOf(MissingEndpointsException.class)
                .hasMessage("This application must not start like this (bactrian.deploy-guard=fail): " + CANCEL_SHIPMENT
                        + "; " + DONE);
    }

    @Test
    void namesARegisteredEndpointThatNoRouteConsumes() {
        registered.register(camel.getEndpoint("direct:typo?block=false"));
        registered.register(camel.getEndpoint("direct:done"));
        registered.register(camel.getEndpoint("log:consumed-elsewhere"));

        assertThatThrownBy(() -> guard(OnMissingEndpoint.FAIL).atStart(camel))
                .hasMessageEndingWith("(bactrian.deploy-guard=fail): direct://typo?block=false is called back by sagas"
                        + " and no route consumes it: add from(\"direct:typo\"), or mend the name in compensation() or"
                        + " completion()");
    }

    @Test
    void aSilentCoordinatorHoldsNoStartUpAndIsAskedUntilItAnswers() {
        for (int i = 0; i < 9; i++) {
            coordinator.answer("endpoints", 503, "down");
        }
        // it tries as long as it is patient: less often than there are refusals
        DeployGuard guard = guard(OnMissingEndpoint.FAIL, Duration.ofMillis(300));

        assertThatCode(() -> guard.atStart(camel)).doesNotThrowAnyException();
        while (coordinator.requests().size() < 9) {
            guard.beat();
        }
        assertThat(guard.findings()).isEmpty();
        coordinator.answer("endpoints", 200, NEEDED);
        guard.beat();
        guard.beat();

        assertThat(guard.findings()).hasSize(2);
        assertThat(coordinator.requests()).hasSize(10);
    }

    @Test
    void looksAgainOnceAMinuteUntilTheSagasHaveEnded() {
        coordinator.answer("endpoints", 200, NEEDED);
        coordinator.answer("endpoints", 200, NEEDED);
        DeployGuard guard = guard(OnMissingEndpoint.WARN);
        guard.atStart(camel);

        beat(guard, 12);
        assertThat(guard.findings()).hasSize(2);
        beat(guard, 12);
        assertThat(guard.findings()).isEmpty();
        beat(guard, 24);

        assertThat(coordinator.requests()).hasSize(3);
    }

    @Test
    void asksNobodyWhenItIsOff() {
        registered.register(camel.getEndpoint("direct:typo"));
        DeployGuard guard = guard(OnMissingEndpoint.OFF);

        guard.atStart(camel);
        guard.beat();

        assertThat(guard.findings()).isEmpty();
        assertThat(coordinator.requests()).isEmpty();
    }

    @Test
    @Differs(value = Difference.MISSING_ENDPOINTS, on = On.STOCK)
    void seesOnlyWhatRoutesSayOnAStockCoordinator() {
        coordinator.becomeStock();
        registered.register(camel.getEndpoint("direct:typo"));
        DeployGuard guard = guard(OnMissingEndpoint.WARN);

        guard.atStart(camel);
        guard.beat();

        assertThat(guard.findings()).singleElement().asString().startsWith("direct://typo is called back by sagas");
        assertThat(coordinator.requests()).hasSize(1);
    }

    @Test
    void anApplicationToldSoDoesNotStartAndAnnouncesNothing() {
        coordinator.answer("endpoints", 200, NEEDED);

        assertThatThrownBy(() -> TestApplication.start(coordinator.url(), routes(), "bactrian.deploy-guard=fail"))
                .hasStackTraceContaining(CANCEL_SHIPMENT);

        assertThat(coordinator.requests())
                .extracting(ScriptedCoordinator.Request::method)
                .containsOnly("GET");
    }

    @Test
    void anApplicationSaysBesidesItsHealthWhatItLacks() {
        coordinator.answer("endpoints", 200, NEEDED);

        try (TestApplication app = TestApplication.start(
                coordinator.url(),
                routes(),
                "bactrian.client.connect-timeout=20s",
                "bactrian.client.read-timeout=20s")) {
            assertThat(app.bean(BactrianSagaService.class).missingEndpoints()).containsExactly(CANCEL_SHIPMENT);
            Health health =
                    ((HealthIndicator) app.bean(HealthContributorRegistry.class).getContributor("bactrian")).health();
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails()).containsEntry("missingEndpoints", List.of(CANCEL_SHIPMENT));
        }
    }

    private static RouteBuilder routes() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:order").saga().completion("direct:done").log("order");
                from("direct:done").log("done");
            }
        };
    }

    private static void beat(DeployGuard guard, int times) {
        IntStream.range(0, times).forEach(time -> guard.beat());
    }

    private DeployGuard guard(OnMissingEndpoint mode) {
        return guard(mode, LONG);
    }

    private DeployGuard guard(OnMissingEndpoint mode, Duration patience) {
        return new DeployGuard(
                new CoordinatorClient(
                        new CoordinatorAddress(coordinator.url(), "/lra-coordinator", List.of()),
                        new ClientSettings(LONG, LONG, LONG),
                        Clock.systemUTC(),
                        Pause.sleeping()),
                registered,
                "shop ü",
                mode,
                patience);
    }
}
