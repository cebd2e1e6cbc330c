package io.bactrian.starter.saga;

import static io.bactrian.starter.saga.TestApplication.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bactrian.starter.callback.CallbackUrls;
import io.bactrian.starter.callback.HttpCallbacks;
import io.bactrian.starter.client.ClientSettings;
import io.bactrian.starter.client.CoordinatorRefusedException;
import io.bactrian.starter.client.CoordinatorUnreachableException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.SagaPropagation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;

/** The table of docs/failures.md: what becomes of a route, and of its saga, when the coordinator does not do its part. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FailureTableTest {

    private static final String LARGE = "x".repeat(5_000);

    private final ScriptedCoordinator coordinator = new ScriptedCoordinator();
    private final Journal journal = new Journal();
    private final Map<String, Runnable> at = new ConcurrentHashMap<>();
    private final PausedClock clock = new PausedClock();
    /** Waits only for answers, and long: what it takes is no matter of how busy the machine is. */
    private TestApplication quick;
    /** A coordinator that hangs is found out by nothing but time. */
    private TestApplication waiting;

    private boolean away;

    @BeforeAll
    void startApplications() {
        int port = TestApplication.freePort();
        quick = TestApplication.start(
                port,
                coordinator.url(),
                new Routes(),
                starting -> starting.registerBean(
                        "bactrianSagaService",
                        BactrianSagaService.class,
                        () -> unhurried(port, starting.getBean(CamelContext.class))));
        waiting = TestApplication.start(
                coordinator.url(),
                new Routes(),
                "bactrian.client.connect-timeout=10s",
                "bactrian.client.read-timeout=2s",
                "bactrian.client.give-up-after=4s");
        await().until(() -> coordinator.requests("PUT", "/instances/.*").stream()
                        .map(ScriptedCoordinator.Request::path)
                        .distinct()
                        .count()
                == 2);
    }

    /** As the auto-configuration makes it, on a clock that its pauses turn. */
    private BactrianSagaService unhurried(int port, CamelContext camel) {
        String url = "http://localhost:" + port;
        SagaSettings settings = new SagaSettings(
                "quick",
                "quick-0",
                coordinator.url(),
                SagaSettings.COORDINATOR_CONTEXT_PATH,
                List.of(),
                url,
                SagaSettings.PARTICIPANT_CONTEXT_PATH,
                null,
                List.of(),
                false,
                SagaSettings.ANSWER_WITHIN,
                SagaSettings.CALLBACK_THREADS,
                new ClientSettings(Duration.ofSeconds(8), Duration.ofSeconds(8), Duration.ofSeconds(8)),
                SagaSettings.OnManualFailure.COMPENSATE,
                SagaSettings.OnMissingEndpoint.WARN);
        BactrianSagaService service = new BactrianSagaService(settings, clock, CurrentTrace.NONE, clock);
        try {
            service.install(
                    camel, new HttpCallbacks(CallbackUrls.of(url, SagaSettings.PARTICIPANT_CONTEXT_PATH), null));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return service;
    }

    @AfterAll
    void stop() {
        quick.close();
        waiting.close();
        coordinator.close();
    }

    @BeforeEach
    void forget() {
        comeBack();
        coordinator.forget();
        at.clear();
        journal.clear();
        away = false;
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            # moment, trouble,     the exchange fails with, steps that acted, what ends the saga
            begin,    fails,       refused,                 -,                cancel
            begin,    hangs,       unreachable,             -,                cancel
            begin,    unreachable, unreachable,             -,                -
            join,     fails,       refused,                 first,            cancel
            join,     hangs,       unreachable,             first,            cancel
            join,     unreachable, unreachable,             first,            cancel
            options,  fails,       refused,                 first,            cancel
            options,  hangs,       unreachable,             first,            cancel
            results,  fails,       refused,                 first second,     cancel
            results,  hangs,       unreachable,             first second,     cancel
            results,  unreachable, unreachable,             first second,     cancel
            close,    fails,       outcome unknown,         first second,     close
            close,    hangs,       outcome unknown,         first second,     close
            close,    unreachable, outcome unknown,         first second,     close
            cancel,   fails,       business fault,          first second,     cancel
            cancel,   hangs,       business fault,          first second,     cancel
            cancel,   unreachable, business fault,          first second,     cancel
            """)
    void hasTheOutcomeOfTheTable(String moment, String trouble, String failure, String acted, String end)
            throws Exception {
        TestApplication app = trouble.equals("hangs") ? waiting : quick;
        BactrianSagaService service = app.bean(BactrianSagaService.class);
        trouble(moment, trouble);

        Exchange exchange = send(app, moment);
        if (moment.equals("close") || moment.equals("cancel")) {
            assertThat(service.unansweredDecisions()).isEqualTo(1);
        }
        coordinator.recover();
        comeBack();

        assertThat(failureOf(exchange)).isInstanceOf(type(failure));
        if (moment.equals("cancel")) {
            assertThat(failureOf(exchange)).hasMessage("business fault");
            assertThat(failureOf(exchange).getSuppressed())
                    .hasAtLeastOneElementOfType(SagaOutcomeUnknownException.class);
        }
        assertThat(String.join(" ", journal.entries())).isEqualTo(acted.equals("-") ? "" : acted);
        await().until(() -> service.unansweredDecisions() == 0);
        assertThat(coordinator.requests("PUT", "/(close|cancel)"))
                .extracting(request -> request.path().replaceAll(".*/", ""))
                .containsOnly(end.equals("-") ? new String[0] : new String[] {end});
    }

    @Test
    void healthShowsWhatIsUnansweredAndThatTheCoordinatorIsAway() throws Exception {
        trouble("close", "unreachable");

        send(quick, "close");
        Health during =
                quick.bean("bactrianHealthIndicator", HealthIndicator.class).getHealth(true);
        comeBack();
        await().until(() -> quick.bean(BactrianSagaService.class).unansweredDecisions() == 0);
        Health afterwards =
                quick.bean("bactrianHealthIndicator", HealthIndicator.class).getHealth(true);

        assertThat(during.getStatus()).isEqualTo(Status.DOWN);
        assertThat(during.getDetails()).containsEntry("unansweredDecisions", 1).containsKey("error");
        assertThat(afterwards.getStatus()).isEqualTo(Status.UP);
        assertThat(afterwards.getDetails()).containsEntry("unansweredDecisions", 0);
    }

    private static Exchange send(TestApplication app, String moment) throws Exception {
        Map<String, Object> headers =
                Map.of("large", moment.equals("options") ? LARGE : "", "fail", moment.equals("cancel") ? "yes" : "no");
        // a route that hangs would be seen here
        return CompletableFuture.supplyAsync(() -> app.send("direct:first", headers))
                .get(60, TimeUnit.SECONDS);
    }

    private void trouble(String moment, String trouble) {
        if (trouble.equals("unreachable")) {
            Runnable goAway = () -> {
                coordinator.goAway();
                away = true;
            };
            if (moment.equals("begin")) {
                goAway.run();
            } else {
                at.put(moment, goAway);
            }
            return;
        }
        String segment =
                switch (moment) {
                    case "begin" -> "start";
                    case "options", "results" -> "report";
                    default -> moment;
                };
        for (int i = 0; i < 50; i++) {
            if (trouble.equals("fails")) {
                coordinator.answer(segment, 503, "down");
            } else {
                coordinator.hang(segment);
            }
        }
    }

    private void comeBack() {
        if (away) {
            coordinator.comeBack();
            away = false;
        }
    }

    private static Class<? extends Throwable> type(String failure) {
        return switch (failure) {
            case "refused" -> CoordinatorRefusedException.class;
            case "unreachable" -> CoordinatorUnreachableException.class;
            case "outcome unknown" -> SagaOutcomeUnknownException.class;
            default -> IllegalStateException.class;
        };
    }

    private final class Routes extends RouteBuilder {

        // spotless:off
        @Override
        public void configure() {
            from("direct:undo").log("undo");

            from("direct:first").routeId("first")
                .saga().compensation("direct:undo")
                .process(journal.note("first")).process(moment("join"))
                .to("direct:second")
                .process(moment("close"));
            from("direct:second").routeId("second")
                .saga().propagation(SagaPropagation.MANDATORY).compensation("direct:undo").option("large", header("large"))
                .process(journal.note("second")).process(moment("results"))
                .setVariable("found", constant("1"))
                .to("bactrian:result?names=found")
                .process(moment("cancel"))
                .filter(header("fail").isEqualTo("yes")).throwException(new IllegalStateException("business fault")).end();
        }
        // spotless:on

        private Processor moment(String name) {
            return exchange -> at.getOrDefault(name, () -> {}).run();
        }
    }
}
