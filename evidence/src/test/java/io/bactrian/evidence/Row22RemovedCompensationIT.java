package io.bactrian.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.SagaCompletionMode;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.slf4j.LoggerFactory;

/** Row 22: compensations of a removed route: refused and called again, for ever; nobody checks at deploy time. */
class Row22RemovedCompensationIT {

    private static final int ATTEMPTS = 4;

    /**
     * @param saidAtStart what the application without the route said of it when it started
     * @param calls to it, until as many were made as ours makes and a few more could have been
     * @param parked whether the coordinator says that it gave up and waits for a person
     * @param why whether it tells what the application answered
     * @param undone how often the compensation ran once its route was deployed again
     */
    record Seen(List<String> saidAtStart, int calls, boolean parked, boolean why, int undone) {}

    private static Seen play(Engine engine) {
        Coordinator coordinator = Shared.coordinator(engine);
        String name = "row22-" + engine.name().toLowerCase();
        int port = Coordinator.freePort();
        List<String> undone = new CopyOnWriteArrayList<>();
        String saga = openSaga(engine, coordinator, port, name);

        AtomicInteger calls = new AtomicInteger();
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        try (CamelApp without = logging(log, () -> start(engine, coordinator, port, name, counting(calls)))) {
            coordinator.lra().cancel(saga);
            spendAttempts(engine, coordinator, saga, calls);
        }
        String told = told(coordinator, saga);

        try (CamelApp again = start(engine, coordinator, port, name, new Shipping(name, undone))) {
            askUntilUndone(engine, coordinator, saga, undone);
        }
        return new Seen(
                log.list.stream()
                        .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                        .map(ILoggingEvent::getFormattedMessage)
                        .filter(message -> message.contains(name + "-undo"))
                        .toList(),
                calls.get(),
                told.contains("\"parked\":true"),
                told.contains("no saga route of this application registers direct://" + name + "-undo"),
                undone.size());
    }

    private static CamelApp start(Engine engine, Coordinator coordinator, int port, String name, Object bean) {
        return CamelApp.start(engine, port, coordinator.root(), List.of(bean), "spring.application.name=" + name);
    }

    private static String openSaga(Engine engine, Coordinator coordinator, int port, String name) {
        try (CamelApp with = start(engine, coordinator, port, name, new Shipping(name, new CopyOnWriteArrayList<>()))) {
            return with.send("direct:" + name).getProperty("saga", String.class);
        }
    }

    private static CamelApp logging(ListAppender<ILoggingEvent> appender, Supplier<CamelApp> starting) {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        appender.start();
        root.addAppender(appender);
        try {
            return starting.get();
        } finally {
            root.detachAppender(appender);
        }
    }

    private static Filter counting(AtomicInteger calls) {
        return (request, response, chain) -> {
            if (((HttpServletRequest) request).getRequestURI().startsWith("/lra-participant/compensate")) {
                calls.incrementAndGet();
            }
            chain.doFilter(request, response);
        };
    }

    /** On stock as many passes as it takes: one that begins while another one runs may leave a saga out. */
    private static void spendAttempts(Engine engine, Coordinator coordinator, String saga, AtomicInteger calls) {
        ConditionFactory soon = await().atMost(Duration.ofSeconds(60));
        if (engine == Engine.STOCK) {
            soon.pollInterval(Duration.ofSeconds(1)).until(() -> {
                coordinator.lra().recovery();
                return calls.get() > ATTEMPTS;
            });
        } else {
            soon.until(() -> told(coordinator, saga).contains("\"parked\":true"));
        }
    }

    /** By whatever means there are: on ours one retry by a person; the stock one is made to go through its sagas. */
    private static void askUntilUndone(Engine engine, Coordinator coordinator, String saga, List<String> undone) {
        ConditionFactory soon = await().atMost(Duration.ofSeconds(60));
        if (engine == Engine.STOCK) {
            soon.pollInterval(Duration.ofSeconds(1)).until(() -> {
                coordinator.lra().recovery();
                return !undone.isEmpty();
            });
        } else {
            String url = coordinator.root() + "/api/v1/sagas/" + LraClient.uid(saga) + "/retry";
            coordinator.lra().send("POST", url, "", "Content-Type", "application/json");
            soon.until(() -> !undone.isEmpty());
        }
    }

    private static String told(Coordinator coordinator, String saga) {
        LraClient lra = coordinator.lra();
        return lra.info(saga).body()
                + lra.get(coordinator.root() + "/api/v1/sagas/" + LraClient.uid(saga))
                        .body();
    }

    /** A shipment that is not decided when the application is deployed without it. */
    private static final class Shipping extends RouteBuilder {

        private final String name;
        private final List<String> undone;

        Shipping(String name, List<String> undone) {
            this.name = name;
            this.undone = undone;
        }

        // spotless:off
        @Override
        public void configure() {
            from("direct:" + name).routeId(name)
                .saga().completionMode(SagaCompletionMode.MANUAL).compensation("direct:" + name + "-undo")
                    .process(exchange -> exchange.setProperty("saga", exchange.getIn().getHeader(Exchange.SAGA_LONG_RUNNING_ACTION)));
            from("direct:" + name + "-undo").routeId(name + "-undo")
                .process(exchange -> undone.add("undone"));
        }
        // spotless:on
    }

    @Test
    void stockStartsWithoutAWordAndCallsForEver() {
        Seen seen = play(Engine.STOCK);

        assertThat(seen.saidAtStart()).isEmpty();
        assertThat(seen.calls()).isGreaterThan(ATTEMPTS);
        assertThat(seen.parked()).isFalse();
        assertThat(seen.why()).isFalse();
    }

    @Test
    @ResourceLock("forced passes of ours, which try parked participants too")
    void oursSaysAtStartWhatWillBeMissedAndParksItWithItsReason() {
        Seen seen = play(Engine.OURS);

        assertThat(seen.saidAtStart())
                .singleElement()
                .asString()
                .startsWith("1 live saga needs the compensation" + " direct://row22-ours-undo (");
        assertThat(seen).isEqualTo(new Seen(seen.saidAtStart(), ATTEMPTS, true, true, 1));
    }

    @Test
    void oursDoesNotStartWithoutItWhenToldTo() {
        Coordinator coordinator = Shared.coordinator(Engine.OURS);
        int port = Coordinator.freePort();
        String saga = openSaga(Engine.OURS, coordinator, port, "row22-refusing");

        assertThatThrownBy(() -> CamelApp.start(
                        Engine.OURS,
                        port,
                        coordinator.root(),
                        List.of(),
                        "spring.application.name=row22-refusing",
                        "bactrian.deploy-guard=fail"))
                .hasStackTraceContaining("1 live saga needs the compensation direct://row22-refusing-undo (" + saga
                        + ") and no saga route of this application registers it");
        coordinator.lra().cancel(saga);
    }
}
