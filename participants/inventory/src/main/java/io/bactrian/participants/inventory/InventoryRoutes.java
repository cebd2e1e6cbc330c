package io.bactrian.participants.inventory;

import io.bactrian.participants.http.Refusal;
import io.bactrian.participants.journal.Answer;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.SagaPropagation;
import org.springframework.stereotype.Component;

/** What inventory does in a saga, and what it answers outside of one. */
@Component
class InventoryRoutes extends RouteBuilder {

    // spotless:off
    @Override
    public void configure() {
        rest()
            .put("/reservations/{orderId}").to("direct:put-reservation")
            .put("/restocks/{returnId}").to("direct:put-restock")
            .put("/stock").to("direct:put-stock")
            .put("/inspections").to("direct:put-inspections")
            .get("/audit").to("direct:audit");

        from("direct:put-reservation").routeId("put-reservation")
            .bean(Reservation.class, "read")                // what cannot be right is refused before the saga knows of it
            .to("direct:reserve-stock")
            .to("direct:answer");

        from("direct:reserve-stock").routeId("reserve-stock")
            .saga().propagation(SagaPropagation.MANDATORY)  // joins the caller's saga, before anything is reserved
                   .compensation("direct:release-stock")
                   .completion("direct:confirm-stock")
                   .option("orderKey", simple("${body.orderKey}"))
                .policy("once")                             // its transaction; a repeat gets the first answer
                    .bean(Reservations.class, "reserve").process(Answer::tell)
                .end()
                .process(Refusal::check)                    // a refusal fails the step
            .end();

        from("direct:release-stock").routeId("release-stock")
            .policy("once").bean(Reservations.class, "release").end()
            .setBody(constant(""));                         // the coordinator reads an answer's body: say nothing

        from("direct:confirm-stock").routeId("confirm-stock")
            .policy("once").bean(Reservations.class, "confirm").end()
            .setBody(constant(""));

        from("direct:put-restock").routeId("put-restock")
            .bean(Parcel.class, "read")
            .to("direct:restock-return")
            .to("direct:answer");

        from("direct:restock-return").routeId("restock-return")
            .saga().propagation(SagaPropagation.MANDATORY)
                   .compensation("direct:send-back")
                   .completion("direct:shelve")
                   .option("orderKey", simple("${body.orderKey}"))
                   .option("returnKey", simple("${body.returnKey}"))
                .policy("once")
                    .bean(Restocks.class, "receive").process(Answer::tell)
                .end()
                .process(Refusal::check)
            .end();

        from("direct:send-back").routeId("send-back")
            .policy("once").bean(Restocks.class, "sendBack").end()
            .setBody(constant(""));

        from("direct:shelve").routeId("shelve")
            .policy("once").bean(Restocks.class, "shelve").end()
            .setBody(constant(""));

        from("direct:put-stock").routeId("put-stock")
            .bean(InitialStock.class, "read")
            .bean(Stock.class, "seed")
            .to("direct:answer");

        from("direct:put-inspections").routeId("put-inspections")
            .bean(Inspections.class, "add").to("direct:answer");

        from("direct:audit").routeId("audit")
            .bean(Audit.class, "read")
            .marshal().json();
    }
    // spotless:on
}
