package io.bactrian.starter.saga;

import static org.awaitility.Awaitility.await;

import io.bactrian.starter.callback.CompensationImpossibleException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.SagaCompletionMode;
import org.apache.camel.model.SagaPropagation;

/** The routes of {@link SagaContract}. */
final class ContractRoutes extends RouteBuilder {

    private final Journal journal;
    private final Map<String, Object> seen = new ConcurrentHashMap<>();
    private final Set<Object> ended = ConcurrentHashMap.newKeySet();
    private final Turns turns = new Turns("c", "a", "d", "b");

    ContractRoutes(Journal journal) {
        this.journal = journal;
    }

    /** The headers of the compensation that had options. */
    static Map<String, Object> seen(TestApplication app) {
        return app.bean(ContractRoutes.class).seen;
    }

    // spotless:off
    @Override
    public void configure() {
        from("direct:order").routeId("order")
            .saga().compensation("direct:undo-order").completion("direct:complete-order").option("orderId", header("orderId"))
            .to("direct:reserve")
            .to("direct:charge");
        from("direct:reserve").routeId("reserve")
            .saga().propagation(SagaPropagation.MANDATORY).compensation("direct:undo-reserve").option("orderId", header("orderId"))
            .process(journal.note("reserve"));
        from("direct:charge").routeId("charge")
            .saga().propagation(SagaPropagation.MANDATORY).compensation("direct:undo-charge").option("orderId", header("orderId"))
            .filter(header("fail").isEqualTo("charge")).throwException(new IllegalStateException("declined")).end()
            .process(journal.note("charge"));
        from("direct:undo-order").process(journal.note("undo-order", "orderId"));
        from("direct:undo-reserve").process(journal.note("undo-reserve", "orderId"));
        from("direct:undo-charge").process(journal.note("undo-charge", "orderId"));
        from("direct:complete-order").process(journal.note("complete-order", "orderId"));

        from("direct:undo").process(journal.note("undo-plain"));
        from("direct:done").process(journal.note("done-plain"));

        from("direct:handled").routeId("handled")
            .onException(IllegalStateException.class).handled(true).setBody(simple("sorry: ${exception.message}")).end()
            .saga().compensation("direct:undo").completion("direct:done")
            .throwException(new IllegalStateException("declined"));

        from("direct:continued").routeId("continued")
            .onException(IllegalStateException.class).continued(true).end()
            .saga().compensation("direct:undo").completion("direct:done")
            .throwException(new IllegalStateException("not so bad"))
            .process(journal.note("after"));

        from("direct:caught").routeId("caught")
            .saga().compensation("direct:undo").completion("direct:done")
            .doTry().throwException(new IllegalStateException("expected"))
            .doCatch(IllegalStateException.class).process(journal.note("caught"))
            .end();

        from("direct:finally").routeId("finally")
            .saga().compensation("direct:undo").completion("direct:done")
            .doTry().throwException(new IllegalStateException("not caught"))
            .doFinally().process(journal.note("finally"))
            .end();
        from("direct:rethrown").routeId("rethrown")
            .saga().compensation("direct:undo").completion("direct:done")
            .doTry().throwException(new IllegalStateException("first"))
            .doCatch(IllegalStateException.class)
                .throwException(new IllegalArgumentException("second"))
            .end();
        from("direct:caught-outside").routeId("caught-outside")
            .doTry().to("direct:failing")
            .doCatch(IllegalStateException.class).process(journal.note("caught"))
            .end();
        from("direct:failing").routeId("failing")
            .saga().compensation("direct:undo").completion("direct:done")
            .throwException(new IllegalStateException("failing"));

        from("direct:breaker-inside").routeId("breaker-inside")
            .saga().compensation("direct:undo").completion("direct:done")
            .circuitBreaker().to("direct:breaking-step")
            .onFallback().process(journal.note("fallback"))
            .end();
        from("direct:breaking-step").routeId("breaking-step")
            .saga().propagation(SagaPropagation.MANDATORY).compensation("direct:undo")
            .throwException(new IllegalStateException("broken"));
        from("direct:breaker-outside").routeId("breaker-outside")
            .circuitBreaker().to("direct:failing")
            .onFallback().process(journal.note("fallback"))
            .end();

        from("direct:dead-letter").routeId("dead-letter")
            .errorHandler(deadLetterChannel("direct:dead"))
            .saga().compensation("direct:undo").completion("direct:done")
            .throwException(new IllegalStateException("dead"));
        from("direct:dead").process(journal.note("dead"));

        from("direct:rolled-back").routeId("rolled-back")
            .saga().compensation("direct:undo").completion("direct:done")
            .markRollbackOnly();

        from("direct:rolled-back-last").routeId("rolled-back-last")
            .saga().compensation("direct:undo").completion("direct:done")
            .markRollbackOnlyLast();
        from("direct:rollback").routeId("rollback")
            .saga().compensation("direct:undo").completion("direct:done")
            .rollback("no, thank you");

        from("direct:split-handled").routeId("split-handled")
            .saga().compensation("direct:undo").completion("direct:done")
            .split(constant("one,two")).to("direct:line-handled").end();
        from("direct:line-handled").onException(IllegalStateException.class).handled(true).end()
            .throwException(new IllegalStateException("not this line"));
        from("direct:split-dead-letter").routeId("split-dead-letter")
            .saga().compensation("direct:undo").completion("direct:done")
            .split(constant("one,two")).parallelProcessing().to("direct:line-dead").end();
        from("direct:line-dead").errorHandler(deadLetterChannel("direct:unread"))
            .throwException(new IllegalStateException("not this line"));
        from("direct:unread").log("unread");
        from("direct:split-rolled-back").routeId("split-rolled-back")
            .saga().compensation("direct:undo").completion("direct:done")
            .split(constant("one,two")).markRollbackOnly().end();
        from("direct:split-in-split").routeId("split-in-split")
            .saga().compensation("direct:undo").completion("direct:done")
            .split(constant("one,two")).split(constant("one,two")).to("direct:line-handled").end().end();
        from("direct:multicast-handled").routeId("multicast-handled")
            .saga().compensation("direct:undo").completion("direct:done")
            .multicast().to("direct:line-handled", "direct:unread").end();
        from("direct:list-handled").routeId("list-handled")
            .saga().compensation("direct:undo").completion("direct:done")
            .recipientList(constant("direct:line-handled,direct:unread"));

        from("direct:split-caught").routeId("split-caught")
            .saga().compensation("direct:undo").completion("direct:done")
            .split(constant("one,two"))
                .doTry().throwException(new IllegalStateException("expected"))
                .doCatch(IllegalStateException.class).log("caught")
                .end()
            .end();
        from("direct:split-fallback").routeId("split-fallback")
            .saga().compensation("direct:undo").completion("direct:done")
            .split(constant("one,two"))
                .circuitBreaker().throwException(new IllegalStateException("broken"))
                .onFallback().log("fell back")
                .end()
            .end();
        from("direct:split-redelivered").routeId("split-redelivered")
            .errorHandler(deadLetterChannel("direct:unread").maximumRedeliveries(2).redeliveryDelay(1))
            .saga().compensation("direct:undo").completion("direct:done")
            .split(constant("one,two"))
                .process(exchange -> {
                    if (exchange.getIn().getHeader(Exchange.REDELIVERY_COUNTER) == null) {
                        throw new IllegalStateException("not yet");
                    }
                })
            .end();
        from("direct:split-continued").routeId("split-continued")
            .onException(IllegalStateException.class).continued(true).end()
            .saga().compensation("direct:undo").completion("direct:done")
            .split(constant("one,two")).throwException(new IllegalStateException("not so bad")).end();
        for (SagaPropagation apart : List.of(SagaPropagation.REQUIRES_NEW, SagaPropagation.NOT_SUPPORTED)) {
            from("direct:split-" + apart).routeId("split-" + apart)
                .saga().compensation("direct:undo").completion("direct:done")
                .split(constant("one,two")).to("direct:line-" + apart).end();
            from("direct:line-" + apart).onException(IllegalStateException.class).handled(true).end()
                .saga().propagation(apart)
                .throwException(new IllegalStateException("its own affair"));
        }
        from("direct:tapping").routeId("tapping")
            .saga().compensation("direct:undo").completion("direct:done")
            .wireTap("direct:tapped")
            .process(exchange -> await().until(() -> ended.remove(exchange.getIn().getHeader("Long-Running-Action"))));
        from("direct:tapped").routeId("tapped")
            .split(constant("one,two")).to("direct:line-dead").end()
            .process(exchange -> ended.add(exchange.getIn().getHeader("Long-Running-Action")));
        from("direct:queueing").routeId("queueing")
            .saga().compensation("direct:undo").completion("direct:done")
            .to(ExchangePattern.InOnly, "seda:queued")
            .process(exchange -> await().until(() -> ended.remove(exchange.getIn().getHeader("Long-Running-Action"))));
        from("seda:queued").routeId("queued")
            .split(constant("one,two")).to("direct:line-dead").end()
            .process(exchange -> ended.add(exchange.getIn().getHeader("Long-Running-Action")));

        from("direct:hopeless").routeId("hopeless")
            .saga().compensation("direct:undo-hopeless")
            .process(exchange -> exchange.setProperty("saga", exchange.getIn().getHeader("Long-Running-Action")))
            .throwException(new IllegalStateException("undo me if you can"));
        from("direct:undo-hopeless")
            .process(journal.note("undo-hopeless"))
            .throwException(new CompensationImpossibleException("it has left the house"));
        from("direct:flaky").routeId("flaky")
            .saga().compensation("direct:undo-flaky")
            .throwException(new IllegalStateException("undo me twice"));
        from("direct:undo-flaky").process(exchange -> {
            journal.add("undo-flaky");
            if (journal.of("undo-flaky").size() == 1) {
                throw new IllegalStateException("not now");
            }
        });

        from("direct:redelivered").routeId("redelivered")
            .onException(IllegalStateException.class).maximumRedeliveries(3).redeliveryDelay(1).end()
            .saga().compensation("direct:undo").completion("direct:done")
            .process(exchange -> {
                journal.add("try");
                if (exchange.getIn().getHeader(Exchange.REDELIVERY_COUNTER, 0, Integer.class) < 2) {
                    throw new IllegalStateException("not yet");
                }
            });

        from("direct:looping").routeId("looping")
            .saga()
            .loop(3).to("direct:pass").end()
            .throwException(new IllegalStateException("after the loop"));
        from("direct:pass").routeId("pass")
            .saga().propagation(SagaPropagation.MANDATORY).compensation("direct:undo-pass")
                .option("pass", exchangeProperty(Exchange.LOOP_INDEX))
            .log("pass");
        from("direct:undo-pass").process(journal.note("undo-pass", "pass"));

        from("direct:looping-same").routeId("looping-same")
            .saga()
            .loop(3).to("direct:pass-same").end()
            .throwException(new IllegalStateException("after the loop"));
        from("direct:pass-same").routeId("pass-same")
            .saga().propagation(SagaPropagation.MANDATORY).compensation("direct:undo")
            .log("pass");

        from("direct:options").routeId("options")
            .saga().compensation("direct:undo-options")
                .option("hash", header("hash")).option("percent", header("percent")).option("plus", header("plus"))
                .option("umlaut", header("umlaut")).option("json", header("json")).option("none", header("none"))
            .throwException(new IllegalStateException("with options"));
        from("direct:undo-options").process(exchange -> seen.putAll(exchange.getIn().getHeaders()));

        from("direct:shown").routeId("shown")
            .saga().compensation("direct:undo")
                .option("bactrian.businessKey", header("orderId")).option("bactrian.step", constant("first step"))
            .setHeader("seen", header("Long-Running-Action"));

        from("direct:threads").routeId("threads")
            .to("direct:in-saga")
            .process(exchange -> exchange.setProperty("afterwards", Thread.currentThread()));
        from("direct:in-saga").routeId("in-saga")
            .saga().compensation("direct:undo")
            .process(exchange -> exchange.setProperty("inside", Thread.currentThread()));

        from("direct:manual").routeId("manual")
            .saga().completionMode(SagaCompletionMode.MANUAL).timeout(Duration.ofMinutes(1))
                .compensation("direct:undo").completion("direct:done")
            .filter(header("fail").isEqualTo("yes")).throwException(new IllegalStateException("manual failed")).end();
        from("direct:manual-handled").routeId("manual-handled")
            .onException(IllegalStateException.class).handled(true).setBody(constant("sorry")).end()
            .saga().completionMode(SagaCompletionMode.MANUAL).timeout(Duration.ofMinutes(1)).compensation("direct:undo")
            .throwException(new IllegalStateException("manual failed"));
        from("direct:manual-end").routeId("manual-end")
            .to("saga:complete");
        from("direct:manual-undo").routeId("manual-undo")
            .to("saga:compensate");

        from("direct:parallel").routeId("parallel")
            .saga()
            .setBody(constant(List.of("a", "b", "c", "d")))
            .split(body(), (older, newer) -> newer).parallelProcessing().to("direct:branch").end()
            .throwException(new IllegalStateException("after the branches"));
        from("direct:branch").routeId("branch")
            .saga().propagation(SagaPropagation.MANDATORY).compensation("direct:undo-pass").option("pass", body())
            .log("branch");

        from("direct:splitting").routeId("splitting")
            .saga()
            .setBody(constant(List.of("a", "b", "c")))
            .split(body()).to("direct:branch").end()
            .throwException(new IllegalStateException("after the split"));

        from("direct:split-in-turn").routeId("split-in-turn")
            .saga()
            .setBody(constant(List.of("a", "b", "c", "d")))
            .split(body()).parallelProcessing().process(turns.awaited()).to("direct:in-turn").end()
            .throwException(new IllegalStateException("after the branches"));
        from("direct:multicast-in-turn").routeId("multicast-in-turn")
            .saga()
            .multicast().parallelProcessing().to("direct:turn-a", "direct:turn-b", "direct:turn-c", "direct:turn-d").end()
            .throwException(new IllegalStateException("after the branches"));
        for (String name : List.of("a", "b", "c", "d")) {
            from("direct:turn-" + name).setBody(constant(name)).process(turns.awaited()).to("direct:in-turn");
        }
        from("direct:in-turn").routeId("in-turn")
            .saga().propagation(SagaPropagation.MANDATORY).compensation("direct:undo-in-turn").option("branch", body())
            .process(turns.passedOn())
            .setVariable("found", simple("result of ${body}"))
            .to("bactrian:result?names=found");
        from("direct:undo-in-turn").process(exchange -> journal.add(
                "undo-in-turn " + exchange.getIn().getHeader("branch") + ", " + exchange.getVariable("found")));

        from("direct:racing").routeId("racing")
            .saga()
            .process(exchange -> exchange.setProperty("saga", exchange.getIn().getHeader("Long-Running-Action")))
            .setBody(constant(List.of("a", "b", "c", "d", "e", "f", "g", "h")))
            .split(body()).parallelProcessing().to("direct:race").end()
            .throwException(new IllegalStateException("after the race"));
        from("direct:race").routeId("race")
            .saga().propagation(SagaPropagation.MANDATORY).compensation("direct:undo-pass")
                .option("pass", body()).option("bactrian.step", body())
            .log("race");

        from("direct:traced").routeId("traced")
            .saga().compensation("direct:undo-traced")
            .to("direct:traced-step")
            .throwException(new IllegalStateException("undo me in my trace"));
        from("direct:traced-step").routeId("traced-step")
            .saga().propagation(SagaPropagation.MANDATORY).compensation("direct:undo-traced")
            .log("traced");
        from("direct:undo-traced").routeId("undo-traced").process(journal.note("undo-traced", "traceparent"));

        from("direct:two-sagas").routeId("two-sagas")
            .saga().compensation("direct:undo-pass").option("pass", constant("outer"))
            .to("direct:own-saga")
            .throwException(new IllegalStateException("outer fails after inner closed"));
        from("direct:own-saga").routeId("own-saga")
            .saga().propagation(SagaPropagation.REQUIRES_NEW).compensation("direct:undo").completion("direct:done")
            .log("own saga");

        from("direct:forgetful").routeId("forgetful")
            .saga().compensation("direct:undo").completion("direct:done")
            .removeHeaders("*")
            .to("direct:step-of-the-same");
        from("direct:step-of-the-same").routeId("step-of-the-same")
            .saga().compensation("direct:undo").completion("direct:done")
            .process(journal.note("acted"));
        from("direct:forgetful-new").routeId("forgetful-new")
            .saga().compensation("direct:undo").completion("direct:done")
            .removeHeaders("*")
            .to("direct:own-saga");
        from("direct:forgetful-outside").routeId("forgetful-outside")
            .saga().compensation("direct:undo").completion("direct:done")
            .to("direct:outside");
        from("direct:outside").routeId("outside")
            .saga().propagation(SagaPropagation.NOT_SUPPORTED)
            .to("direct:failing-not");
        from("direct:failing-not").routeId("failing-not")
            .saga().compensation("direct:undo").completion("direct:done")
            .log("a saga of its own");
        from("direct:forgetful-handler").routeId("forgetful-handler")
            .onException(IllegalStateException.class).handled(true).useOriginalMessage().to("direct:refused").end()
            .saga().compensation("direct:undo").completion("direct:done")
            .throwException(new IllegalStateException("no such article"));
        from("direct:forgetful-dead-letter").routeId("forgetful-dead-letter")
            .errorHandler(deadLetterChannel("direct:refused").useOriginalMessage())
            .saga().compensation("direct:undo").completion("direct:done")
            .throwException(new IllegalStateException("no such article"));
        from("direct:refused").routeId("refused")
            .saga().compensation("direct:undo").completion("direct:done")
            .log("a saga of its own");
        from("direct:mailing").routeId("mailing")
            .saga().compensation("direct:undo").completion("direct:done")
            .setProperty("order", header("Long-Running-Action")).removeHeaders("*")
            .to(ExchangePattern.InOnly, "seda:mail")
            .process(exchange -> await().until(() -> ended.remove(exchange.getProperty("order"))))
            .setHeader("Long-Running-Action", exchangeProperty("order"));
        from("seda:mail").routeId("mail")
            .onCompletion().process(exchange -> ended.add(exchange.getProperty("order"))).end()
            .saga().compensation("direct:undo").completion("direct:done")
            .log("a saga of its own");
        from("direct:forgetful-joined").routeId("forgetful-joined")
            .saga().compensation("direct:undo").completion("direct:done")
            .removeHeaders("*")
            .to("direct:step-of-the-same");
        from("direct:joined-and-ended").routeId("joined-and-ended")
            .saga().compensation("direct:undo").completion("direct:done")
            .to("saga:complete")
            .removeHeaders("*")
            .to("direct:step-of-the-same");

        from("direct:stoppable").routeId("stoppable")
            .saga().compensation("direct:undo")
            .log("stoppable");

        from("direct:too-slow").routeId("too-slow")
            .saga().timeout(Duration.ofSeconds(5)).compensation("direct:undo")
            .process(exchange -> new CountDownLatch(1).await(6500, TimeUnit.MILLISECONDS));

        from("direct:long").routeId("long")
            .saga().compensation("direct:undo-slowly")
            .process(exchange -> exchange.setProperty("saga", exchange.getIn().getHeader("Long-Running-Action")))
            .throwException(new IllegalStateException("undo me slowly"));
        from("direct:undo-slowly")
            .process(journal.note("slow-begin"))
            .process(exchange -> new CountDownLatch(1).await(2500, TimeUnit.MILLISECONDS))
            .process(journal.note("slow-end"));

        from("direct:paying").routeId("paying")
            .saga()
            .to("direct:pay")
            .throwException(new IllegalStateException("after paying"));
        from("direct:pay").routeId("pay")
            .saga().propagation(SagaPropagation.MANDATORY).compensation("direct:undo-pay")
            .setVariable("paymentId", constant("p-1"))
            .setHeader("note", constant("ünïcode"))
            .setVariable("amount", constant(42))
            .to("bactrian:result?names=paymentId,note,amount");
        from("direct:undo-pay").process(exchange -> journal.add("undo-pay " + exchange.getVariable("paymentId") + " "
                + exchange.getIn().getHeader("note") + " " + exchange.getIn().getHeader("amount")));

        from("direct:outer").routeId("outer")
            .saga().compensation("direct:undo-outer")
            .to("direct:inner")
            .setVariable("found", constant("outer-result"))
            .to("bactrian:result?names=found")
            .throwException(new IllegalStateException("outer fails"));
        from("direct:inner").routeId("inner")
            .saga().propagation(SagaPropagation.MANDATORY).compensation("direct:undo-inner")
            .setVariable("found", constant("inner-result"))
            .to("bactrian:result?names=found");
        from("direct:undo-outer").process(exchange -> journal.add("undo-outer " + exchange.getVariable("found")));
        from("direct:undo-inner").process(exchange -> journal.add("undo-inner " + exchange.getVariable("found")));
    }
    // spotless:on
}
