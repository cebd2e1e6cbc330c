package io.bactrian.participants.orders;

import io.bactrian.participants.http.Refusal;
import io.bactrian.participants.journal.Answer;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.SagaPropagation;
import org.springframework.stereotype.Component;

/** What orders does in a saga, and before, around and outside of one. */
@Component
class OrdersRoutes extends RouteBuilder {

    // spotless:off
    @Override
    public void configure() {
        rest()
            .post("/orders").to("direct:place-order")
            .get("/orders/{orderId}").to("direct:look-up-order")
            .put("/orders/{orderId}/attempts/{attempt}/saga").to("direct:attach-saga")
            .put("/orders/{orderId}/attempts/{attempt}/confirmation").to("direct:put-confirmation")
            .put("/orders/{orderId}/attempts/{attempt}/refusal").to("direct:refuse-order")
            .put("/orders/{orderId}/attempts/{attempt}/cancellation").to("direct:cancel-order")
            .put("/orders/{orderId}/attempts/{attempt}/completion").to("direct:complete-order")
            .post("/returns").to("direct:ask-for-return")
            .get("/returns/{returnId}").to("direct:look-up-return")
            .put("/orders/{orderId}/returns/{returnId}/validation").to("direct:put-validation")
            .put("/orders/{orderId}/returns/{returnId}/refusal").to("direct:refuse-return")
            .get("/audit").to("direct:audit");

        // before the saga: the unique order id decides who drives it
        from("direct:place-order").routeId("place-order")
            .bean(PlacedOrder.class, "read").bean(OrderBook.class, "place").to("direct:answer");

        from("direct:look-up-order").routeId("look-up-order")
            .bean(OrderBook.class, "lookUp").to("direct:answer");

        from("direct:attach-saga").routeId("attach-saga")
            .bean(AttemptCall.class, "inSaga").bean(Attempts.class, "attach").to("direct:answer");

        // in the saga
        from("direct:put-confirmation").routeId("put-confirmation")
            .bean(AttemptCall.class, "inSaga")              // what cannot be right is refused before the saga knows of it
            .to("direct:confirm-order")
            .to("direct:answer");

        from("direct:confirm-order").routeId("confirm-order")
            .saga().propagation(SagaPropagation.MANDATORY)  // joins the caller's saga, before anything is confirmed
                   .compensation("direct:withdraw-confirmation")
                   .option("orderKey", simple("${body.orderKey}"))
                   .option("attempt", simple("${body.attempt}"))
                .policy("once")                             // its transaction; a repeat gets the first answer
                    .bean(Confirmations.class, "confirm").process(Answer::tell)
                .end()
                .process(Refusal::check)                    // a refusal fails the step
            .end();

        from("direct:withdraw-confirmation").routeId("withdraw-confirmation")
            .bean(AttemptCall.class, "ofCallback")
            .policy("once").bean(Confirmations.class, "withdraw").end()
            .setBody(constant(""));                         // the coordinator reads an answer's body: say nothing

        // how it ends
        from("direct:refuse-order").routeId("refuse-order")
            .bean(RefusalCall.class, "read").bean(Attempts.class, "refuse").to("direct:answer");

        from("direct:cancel-order").routeId("cancel-order")
            .bean(AttemptCall.class, "read").bean(Attempts.class, "cancel").to("direct:answer");

        from("direct:complete-order").routeId("complete-order")
            .bean(AttemptCall.class, "read").bean(Attempts.class, "complete").to("direct:answer");

        from("timer:abandoned-attempts?period={{orders.abandoned-check-period}}").routeId("cancel-abandoned-attempts")
            .bean(AbandonedAttempts.class, "cancelDue");

        from("direct:audit").routeId("audit")
            .bean(Audit.class, "read")
            .marshal().json();
    }
    // spotless:on
}
