package io.bactrian.starter.kafka;

import io.bactrian.starter.saga.Journal;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.SagaCompletionMode;
import org.apache.camel.model.SagaPropagation;

/** Routes that command others and wait for their replies. */
final class OrderRoutes extends RouteBuilder {

    private final Journal journal;

    OrderRoutes(Journal journal) {
        this.journal = journal;
    }

    // spotless:off
    @Override
    public void configure() {
        // docs/kafka.md: request begins
        from("direct:order").routeId("order")
            .saga().compensation("direct:cancel-order").option("orderId", header("orderId"))
                .setHeader("saga", header("Long-Running-Action"))
                .setBody(header("orderId"))
                .to("bactrian:request:shipping.commands?timeout=10s")      // a command and its reply as one step
                .setVariable("trackingId", body());
        // docs/kafka.md: request ends

        from("direct:cancel-order").process(journal.note("cancel-order", "orderId"));

        from("direct:unheard").routeId("unheard")
            .saga().compensation("direct:cancel-order").option("orderId", header("orderId"))
                .to("bactrian:request:nobody.listens?timeout=5s");
        from("direct:hasty").routeId("hasty")
            .saga().compensation("direct:cancel-order").option("orderId", header("orderId"))
                .setHeader("saga", header("Long-Running-Action"))
                .setBody(header("orderId"))
                .to("bactrian:request:shipping.commands?timeout=8s");

        from("direct:open").routeId("open")
            .saga().completionMode(SagaCompletionMode.MANUAL).compensation("direct:cancel-order").option("orderId", header("orderId"))
                .setHeader("saga", header("Long-Running-Action"))
                .setVariable("paymentId", constant("first")).setVariable("cents", constant(1999))
                .to("bactrian:result?names=paymentId,cents")
                .to("direct:charge-again");
        from("direct:charge-again").routeId("charge-again")
            .saga().propagation(SagaPropagation.MANDATORY).compensation("direct:cancel-order").option("orderId", header("orderId"))
                .setVariable("paymentId", constant("second"))
                .to("bactrian:result?names=paymentId");
    }
    // spotless:on
}
