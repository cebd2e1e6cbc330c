package io.bactrian.participants.inventory;

import io.bactrian.participants.http.Refusal;
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
            .put("/stock").to("direct:put-stock")
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
                .bean(Reservations.class, "reserve")
                .process(Refusal::check)                    // a refusal fails the step
            .end();

        from("direct:release-stock").routeId("release-stock")
            .bean(Reservations.class, "release")
            .setBody(constant(""));                         // the coordinator reads an answer's body: say nothing

        from("direct:confirm-stock").routeId("confirm-stock")
            .bean(Reservations.class, "confirm")
            .setBody(constant(""));

        from("direct:put-stock").routeId("put-stock")
            .bean(InitialStock.class, "read")
            .bean(Stock.class, "seed")
            .to("direct:answer");

        from("direct:audit").routeId("audit")
            .bean(Audit.class, "read")
            .marshal().json();
    }
    // spotless:on
}
