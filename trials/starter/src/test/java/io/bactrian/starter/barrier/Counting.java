package io.bactrian.starter.barrier;

import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.SagaPropagation;
import org.apache.camel.support.AsyncProcessorSupport;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The routes of {@link OnceContract}: a step that raises its saga's counter, lowers it in its compensation, and adds 100 in its completion. */
final class Counting extends RouteBuilder {

    /** Between the join and the barrier. */
    volatile Processor gate = exchange -> {};

    /** Within the block, after the effect. */
    volatile Processor inside = exchange -> {};

    /** The compensation of a step that builds on the effect. */
    volatile Processor builtOn = exchange -> {};

    final List<Thread> threads = new CopyOnWriteArrayList<>();

    // spotless:off
    @Override
    public void configure() {
        from("direct:raise").routeId("raise-counter")
            .saga().propagation(SagaPropagation.MANDATORY)
                   .compensation("direct:lower").completion("direct:fix").option("item", header("item"))
                   .option("bactrian.step", header("bactrianStep"))
                .process(exchange -> gate.process(exchange))
                .policy("once").process(this::raise).end()
                .setHeader("afterTheBlock", constant(true));

        from("direct:build-on-it").routeId("built-on-it")
            .saga().propagation(SagaPropagation.MANDATORY).compensation("direct:take-down")
                .setBody(constant("built"));
        from("direct:take-down").process(exchange -> builtOn.process(exchange));

        from("direct:lower").routeId("lower-counter")
            .process(exchange -> gate.process(exchange))
            .policy("once").process(exchange -> add(exchange, -1)).process(exchange -> inside.process(exchange)).end();

        from("direct:fix").routeId("fix-counter")
            .policy("once").process(exchange -> add(exchange, 100)).end();

        from("direct:retried").routeId("raise-counter-with-retries")
            .onException(IllegalStateException.class).maximumRedeliveries(1).redeliveryDelay(0).end()
            .saga().propagation(SagaPropagation.MANDATORY).compensation("direct:lower")
                .policy("once")
                    .choice().when(constant(true)).process(this::addAndGoInside).end()
                .end();

        from("direct:split").routeId("raise-counter-in-a-split")
            .onException(IllegalStateException.class).maximumRedeliveries(1).redeliveryDelay(0).end()
            .saga().propagation(SagaPropagation.MANDATORY).compensation("direct:lower")
                .policy("once")
                    .split(constant("one")).process(this::addAndGoInside).end()
                .end();

        from("direct:handled").routeId("raise-counter-and-handle")
            .onException(IllegalStateException.class).handled(true).setBody(constant("sorry")).end()
            .saga().propagation(SagaPropagation.MANDATORY).compensation("direct:lower")
                .policy("once").to("direct:handling-itself").end();
        from("direct:handling-itself").routeId("handling-itself")
            .onException(IllegalStateException.class).handled(true).setBody(constant("sorry myself")).end()
            .process(exchange -> add(exchange, 1)).process(exchange -> inside.process(exchange));

        from("direct:branching").routeId("raise-counter-in-branches")
            .saga().propagation(SagaPropagation.MANDATORY).compensation("direct:lower")
                .policy("once")
                    .process(exchange -> add(exchange, 1)).split(constant(List.of("one", "two"))).to("direct:branch").end()
                .end();
        from("direct:branch").routeId("branch")
            .onException(IllegalStateException.class).handled(true).end()
            .process(exchange -> inside.process(exchange));
        from("direct:lower-branching").routeId("lower-counter-in-branches")
            .policy("once")
                .process(exchange -> add(exchange, -1)).split(constant(List.of("one", "two"))).to("direct:branch").end()
            .end();

        from("direct:loop").routeId("loop")
            .loop(3).to("direct:pass").end();
        from("direct:pass").routeId("pass")
            .saga().propagation(SagaPropagation.MANDATORY).compensation("direct:lower")
                   .option("bactrian.step", simple("pass-${exchangeProperty.CamelLoopIndex}"))
                .policy("once").process(exchange -> add(exchange, 1)).end();

        from("direct:two-blocks").routeId("two-blocks")
            .saga().propagation(SagaPropagation.MANDATORY).compensation("direct:lower")
                .policy("once").process(exchange -> add(exchange, 1)).end()
                .policy("once").process(exchange -> add(exchange, 1)).end();

        from("direct:asynchronous").routeId("asynchronous")
            .saga().propagation(SagaPropagation.MANDATORY).compensation("direct:lower")
                .policy("once")
                    .process(this::note).process(elsewhere()).process(this::note)
                    .threads().process(this::note)
                    .process(exchange -> add(exchange, 1))
                .end();

        from("direct:outside").routeId("outside")
            .policy("once").process(exchange -> inside.process(exchange)).end();
    }
    // spotless:on

    private void raise(Exchange exchange) throws Exception {
        add(exchange, 1);
        inside.process(exchange);
        exchange.getMessage().setHeader("trackingId", "t-1");
        exchange.setVariable("weight", 7);
        switch (exchange.getMessage().getHeader("answer", "map", String.class)) {
            case "map" -> {
                Map<String, Object> body = new LinkedHashMap<>();
                body.put("z", 1);
                body.put("price", new BigDecimal("12.340"));
                body.put("a", null);
                exchange.getMessage().setBody(body);
            }
            case "record" -> exchange.getMessage().setBody(new Raised("it", 1));
            case "text" -> exchange.getMessage().setBody("raised\u0000ü");
            case "bytes" -> exchange.getMessage().setBody(new byte[] {0, 1, -1});
            case "stream" ->
                exchange.getMessage().setBody(new ByteArrayInputStream("streamed".getBytes(StandardCharsets.UTF_8)));
            case "nothing" -> exchange.getMessage().setBody(null);
            case "unwritable" -> exchange.getMessage().setBody(new Object());
            case "too-long" -> exchange.getMessage().setBody("x".repeat(RecordedAnswer.LONGEST));
            case "created" -> {
                exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 201);
                exchange.getMessage().setHeader("Location", "/counters/1");
            }
            case "no" -> {
                exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 409);
                exchange.getMessage().setBody("too high");
            }
            case "refuse" -> throw new StepRefusedException(409, "too high");
            case "refuse-within" ->
                within(exchange, () -> {
                    throw new StepRefusedException(409, "too high");
                });
            case "no-within" -> {
                failWithin(exchange);
                exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 409);
                exchange.getMessage().setBody("too high");
            }
            case "caught-within" -> failWithin(exchange);
            case "fail" -> throw new IllegalStateException("in the middle");
            case "roll-back" -> exchange.setRollbackOnly(true);
            default -> {
                // the body stays as it came
            }
        }
    }

    /** What a bean with {@code @Transactional} does: its transaction is the one around it, which it marks when it throws. */
    private static void within(Exchange exchange, Runnable work) {
        PlatformTransactionManager transactions =
                exchange.getContext().getRegistry().findSingleByType(PlatformTransactionManager.class);
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            add(exchange, 1);
            work.run();
        });
    }

    private static void failWithin(Exchange exchange) {
        try {
            within(exchange, () -> {
                throw new IllegalArgumentException("too high");
            });
        } catch (IllegalArgumentException e) {
            // dealt with, as doCatch does
        }
    }

    private void addAndGoInside(Exchange exchange) throws Exception {
        add(exchange, 1);
        inside.process(exchange);
    }

    record Raised(String what, int by) {}

    private static void add(Exchange exchange, int by) {
        String saga = exchange.getMessage().getHeader(Exchange.SAGA_LONG_RUNNING_ACTION, String.class);
        jdbc(exchange)
                .sql("update counter set n = n + :by where saga = :saga")
                .param("by", by)
                .param("saga", OnceContract.uid(saga))
                .update();
    }

    private static JdbcClient jdbc(Exchange exchange) {
        return exchange.getContext().getRegistry().findSingleByType(JdbcClient.class);
    }

    private void note(Exchange exchange) {
        threads.add(Thread.currentThread());
    }

    /** Goes on on another thread, as a component with an asynchronous client does. */
    private static Processor elsewhere() {
        return new AsyncProcessorSupport() {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                new Thread(() -> callback.done(false)).start();
                return false;
            }
        };
    }
}
