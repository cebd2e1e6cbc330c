package io.bactrian.starter.kafka;

import io.bactrian.starter.saga.Journal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.SagaCompletionMode;

/** The long form: one route sends the command and ends, another goes on when the reply has come. */
final class PostRoutes extends RouteBuilder {

    private final Journal journal;
    private final boolean listens;

    /** The exchange of each try to note the shipment of the order "late", of which the third one succeeds. */
    final List<String> triesOfLate = new CopyOnWriteArrayList<>();

    PostRoutes(Journal journal, boolean listens) {
        this.journal = journal;
        this.listens = listens;
    }

    // spotless:off
    @Override
    public void configure() {
        // docs/kafka.md: long form begins
        from("direct:order-by-post").routeId("order-by-post")
            .saga().completionMode(SagaCompletionMode.MANUAL).timeout(Duration.ofDays(3))
                   .compensation("direct:refund").completion("direct:send-receipt")
                .to("direct:charge-payment")
                .to("bactrian:result?names=paymentId")                    // known to whoever goes on with the saga
                .setBody(header("orderId"))
                .setHeader("Bactrian-Reply-Topic", constant("order.replies"))
                .to("kafka:shipping.commands");                           // the route ends, the saga does not

        from("kafka:order.replies?groupId=orders&{{kafka.lossless}}").routeId("shipment-booked").autoStartup(listens)
            .errorHandler(deadLetterChannel("kafka:order.replies.DLT").deadLetterHandleNewException(false).useOriginalMessage()
                .maximumRedeliveries(7).redeliveryDelay(500).useExponentialBackOff().backOffMultiplier(2))
            .to("bactrian:results?names=paymentId")
            .choice()
                .when(header("Bactrian-Status").isEqualTo("Failed"))
                    .to("saga:compensate")
                .otherwise()
                    .to("direct:note-shipment")
                    .to("saga:complete");

        from("direct:note-shipment").errorHandler(noErrorHandler())   // its failures are those of the route above
            .bean(this, "note");
        // docs/kafka.md: long form ends

        from("direct:charge-payment")
            .setHeader("saga", header("Long-Running-Action"))
            .setVariable("paymentId", simple("P-${header.orderId}"));
        from("direct:refund").process(journal.note("refunded", "paymentId"));
        from("direct:send-receipt").process(journal.note("completed", "paymentId"));
    }
    // spotless:on

    public void note(Exchange exchange) {
        String tracking = exchange.getMessage().getBody(String.class);
        if (tracking.equals("TR-late")) {
            triesOfLate.add(exchange.getExchangeId());
            if (triesOfLate.size() < 3) {
                throw new IllegalStateException("not now");
            }
        }
        journal.add("shipped " + exchange.getVariable("paymentId") + " " + tracking);
    }
}
