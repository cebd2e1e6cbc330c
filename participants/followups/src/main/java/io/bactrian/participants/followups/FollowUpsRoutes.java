package io.bactrian.participants.followups;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/**
 * Three that listen to the end of the order saga. Each has a consumer group of its own, so each gets every event, and one that fails
 * or lags holds up neither the others nor the saga. A fourth would be one more route, here or anywhere else.
 */
@Component
class FollowUpsRoutes extends RouteBuilder {

    // spotless:off
    @Override
    public void configure() {
        rest().get("/audit").to("direct:audit");

        from("kafka:orders.fulfilled?groupId=documents").routeId("write-document")
            .policy("once-per-event")                   // its transaction; an event has its effect once
                .bean(FollowUps.class, "writeDocument")
            .end();

        from("kafka:orders.fulfilled?groupId=notification").routeId("notify-customer")
            .policy("once-per-event")
                .bean(FollowUps.class, "notifyCustomer")
            .end();

        from("kafka:orders.fulfilled?groupId=analytics").routeId("count-sale")
            .policy("once-per-event")
                .bean(FollowUps.class, "countSale")
            .end();

        from("direct:audit").routeId("audit")
            .bean(Audit.class, "read")
            .marshal().json();
    }
    // spotless:on
}
