package io.bactrian.starter.saga;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spring.spi.SpringTransactionPolicy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * A compensation or completion that was rolled back, or failed in a part, is never answered as done, whoever rolled it back and
 * how.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RolledBackCallbackTest {

    private final ScriptedCoordinator coordinator = new ScriptedCoordinator();
    private final HttpClient http = HttpClient.newHttpClient();
    private TestApplication app;
    private JdbcClient jdbc;

    @BeforeAll
    void start() {
        app = TestApplication.start(
                coordinator.url(),
                new Routes(),
                "spring.autoconfigure.exclude=",
                "spring.datasource.url=jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1".formatted(UUID.randomUUID()),
                "bactrian.callbacks.answer-within=20s",
                "bactrian.once.initialize-schema=always");
        jdbc = app.bean(JdbcClient.class);
        jdbc.sql("create table refund (route varchar(200))").update();
    }

    @AfterAll
    void stop() {
        app.close();
        coordinator.close();
    }

    @BeforeEach
    void forget() {
        coordinator.forget();
        jdbc.sql("delete from refund").update();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "once-mark",
                "once-mark-last",
                "once-mark-last-in-a-processor",
                "transacted-mark",
                "transacted-mark-last",
                "transacted-mark-last-deep-within",
                "transacted-mark-last-in-a-processor",
                "transacted-mark-last-for-a-handled-fault",
                "transacted-mark-last-in-a-called-route",
                "transacted-called-mark-last",
                "transacted-mark-last-of-one-part",
                "transacted-mark-last-with-a-fault",
                "transacted-by-a-policy-mark-last",
                "transacted-beside-mark-last",
                "transacted-once-mark",
                "transacted-once-mark-last",
                "split-dead-letter",
                "split-handled",
                "split-mark"
            })
    void isNotDoneAndIsAskedForAgain(String route) {
        String links = begin(route);

        for (String rel : new String[] {"compensate", "complete"}) {
            HttpResponse<String> first = put(link(links, rel));
            HttpResponse<String> second = put(link(links, rel));

            assertThat(first.statusCode()).as(first.body()).isEqualTo(500);
            assertThat(first.body()).startsWith("cannot " + rel + " step '" + route + "' of saga ");
            assertThat(second.statusCode()).as("a repeat").isEqualTo(500);
        }
        assertThat(refunds()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"transacted-around-a-rolled-back-part", "transacted-around-a-part-with-the-same-policy"})
    void isDoneWhenOnlyATransactionWithinItsOwnWasRolledBack(String route) {
        String links = begin(route);

        HttpResponse<String> answer = put(link(links, "compensate"));

        assertThat(answer.body()).isEqualTo("Compensated");
        assertThat(refunds()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"once-committed", "transacted-committed", "queued-split-dead-letter"})
    void isDoneWhenItWasCommitted(String route) {
        String links = begin(route);

        assertThat(put(link(links, "compensate")).body()).isEqualTo("Compensated");
        assertThat(refunds()).isEqualTo(1);
    }

    private int refunds() {
        return jdbc.sql("select count(*) from refund").query(Integer.class).single();
    }

    private String begin(String route) {
        app.send("direct:" + route);
        return coordinator.requests().stream()
                .filter(request -> request.header("Link") != null)
                .reduce((before, last) -> last)
                .orElseThrow()
                .header("Link");
    }

    private static String link(String links, String rel) {
        String before = links.substring(0, links.indexOf(">; rel=\"" + rel + "\""));
        return before.substring(before.lastIndexOf('<') + 1);
    }

    private HttpResponse<String> put(String url) {
        String saga = coordinator.url() + "/lra-coordinator/" + uid();
        String links = coordinator.requests().stream()
                .filter(request -> request.header("Link") != null)
                .reduce((before, last) -> last)
                .orElseThrow()
                .header("Link");
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create(url))
                            .header("Long-Running-Action", saga)
                            .header(
                                    "Long-Running-Action-Recovery",
                                    coordinator.url() + "/lra-coordinator" + coordinator.enlist(uid(), links))
                            .PUT(HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of the saga that was closed last. */
    private String uid() {
        String path = coordinator.requests("PUT", "/close").stream()
                .reduce((before, last) -> last)
                .orElseThrow()
                .path();
        return path.replaceAll(".*/([^/]+)/close", "$1");
    }

    private static final class Routes extends RouteBuilder {

        private final CountDownLatch mailed = new CountDownLatch(1);

        // spotless:off
        @Override
        public void configure() {
            getContext().getRegistry().bind("PROPAGATION_REQUIRED", policy("PROPAGATION_REQUIRED"));
            getContext().getRegistry().bind("requiresNew", policy("PROPAGATION_REQUIRES_NEW"));

            saga("once-committed");
            undo("once-committed").policy("once").process(refund());
            saga("once-mark");
            undo("once-mark").policy("once").process(refund()).markRollbackOnly();
            saga("once-mark-last");
            undo("once-mark-last").policy("once").process(refund()).markRollbackOnlyLast();
            saga("once-mark-last-in-a-processor");
            undo("once-mark-last-in-a-processor").policy("once").process(refund()).process(markLast());

            saga("transacted-committed");
            undo("transacted-committed").transacted().process(refund());
            saga("transacted-mark");
            undo("transacted-mark").transacted().process(refund()).markRollbackOnly();
            saga("transacted-mark-last");
            undo("transacted-mark-last").transacted().process(refund()).markRollbackOnlyLast();
            saga("transacted-mark-last-deep-within");
            undo("transacted-mark-last-deep-within").transacted().process(refund())
                .choice().when(constant(true))
                    .filter(constant(true)).markRollbackOnlyLast().end()
                .end();
            saga("transacted-mark-last-in-a-processor");
            undo("transacted-mark-last-in-a-processor").transacted().process(refund()).process(markLast());
            saga("transacted-mark-last-for-a-handled-fault");
            undo("transacted-mark-last-for-a-handled-fault")
                .onException(IllegalStateException.class).handled(true).markRollbackOnlyLast().end()
                .transacted().process(refund()).throwException(new IllegalStateException("no refund today"));
            saga("transacted-mark-last-with-a-fault");
            undo("transacted-mark-last-with-a-fault").transacted().process(refund())
                .process(exchange -> {
                    exchange.setRollbackOnlyLast(true);
                    throw new IllegalStateException("no refund today");
                });
            saga("transacted-by-a-policy-mark-last");
            undo("transacted-by-a-policy-mark-last").policy("requiresNew").process(refund()).markRollbackOnlyLast();
            saga("transacted-beside-mark-last");
            RouteDefinition asInXml = undo("transacted-beside-mark-last");
            asInXml.transacted();
            asInXml.process(refund()).markRollbackOnlyLast();
            saga("transacted-mark-last-in-a-called-route");
            undo("transacted-mark-last-in-a-called-route").transacted().process(refund()).to("direct:mark-last");
            saga("transacted-called-mark-last");
            undo("transacted-called-mark-last").to("direct:part-rolled-back").setBody(constant("goes on"));
            saga("transacted-mark-last-of-one-part");
            undo("transacted-mark-last-of-one-part").split(constant("one")).to("direct:part-rolled-back").end();

            saga("transacted-once-mark");
            undo("transacted-once-mark").transacted().policy("once").process(refund()).markRollbackOnly();
            saga("transacted-once-mark-last");
            undo("transacted-once-mark-last").transacted().policy("once").process(refund()).markRollbackOnlyLast();

            saga("split-dead-letter");
            undo("split-dead-letter").errorHandler(deadLetterChannel("log:dead"))
                .split(constant("one,two")).throwException(new IllegalStateException("no refund today")).end();
            saga("split-handled");
            undo("split-handled").split(constant("one,two")).to("direct:handling").end();
            from("direct:handling").onException(IllegalStateException.class).handled(true).end()
                .throwException(new IllegalStateException("no refund today"));
            saga("split-mark");
            undo("split-mark").split(constant("one,two")).markRollbackOnly().end();

            saga("queued-split-dead-letter");
            undo("queued-split-dead-letter").process(refund())
                .to(ExchangePattern.InOnly, "seda:mails")
                .process(exchange -> mailed.await());
            from("seda:mails").errorHandler(deadLetterChannel("log:dead"))
                .split(constant("one,two")).throwException(new IllegalStateException("no mail today")).end()
                .process(exchange -> mailed.countDown());

            saga("transacted-around-a-rolled-back-part");
            undo("transacted-around-a-rolled-back-part").transacted().process(refund()).to("direct:part-rolled-back");

            saga("transacted-around-a-part-with-the-same-policy");
            undo("transacted-around-a-part-with-the-same-policy").transacted("requiresNew")
                .process(refund()).to("direct:part-rolled-back");

            from("direct:mark-last").markRollbackOnlyLast();
            from("direct:part-rolled-back").transacted("requiresNew").process(refund()).markRollbackOnlyLast();
        }
        // spotless:on

        private void saga(String name) {
            from("direct:" + name)
                    .routeId(name)
                    .saga()
                    .compensation("direct:undo-" + name)
                    .completion("direct:undo-" + name)
                    // without it there is nothing that policy("once") could undo
                    .policy("once")
                    .setBody(constant("acted"));
        }

        private RouteDefinition undo(String name) {
            return from("direct:undo-" + name);
        }

        private SpringTransactionPolicy policy(String propagation) {
            SpringTransactionPolicy policy = new SpringTransactionPolicy(
                    getContext().getRegistry().findSingleByType(PlatformTransactionManager.class));
            policy.setPropagationBehaviorName(propagation);
            return policy;
        }

        private static Processor refund() {
            return exchange -> exchange.getContext()
                    .getRegistry()
                    .findSingleByType(JdbcClient.class)
                    .sql("insert into refund (route) values (:route)")
                    .param("route", exchange.getFromRouteId())
                    .update();
        }

        private static Processor markLast() {
            return (Exchange exchange) -> exchange.setRollbackOnlyLast(true);
        }
    }
}
