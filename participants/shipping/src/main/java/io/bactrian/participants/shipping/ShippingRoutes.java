package io.bactrian.participants.shipping;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** What shipping answers over HTTP. There is no saga here: whoever calls it within one makes up for it with {@code DELETE}. */
@Component
class ShippingRoutes extends RouteBuilder {

    // spotless:off
    @Override
    public void configure() {
        rest()
            .put("/shipments/{orderId}/{attempt}").to("direct:create-shipment")
            .get("/shipments/{orderId}/{attempt}").to("direct:look-up-shipment")
            .delete("/shipments/{orderId}/{attempt}").to("direct:cancel-shipment")
            .put("/carriers").to("direct:put-carriers")
            .get("/audit").to("direct:audit");

        from("direct:create-shipment").routeId("create-shipment")
            .bean(Consignment.class, "read").bean(Shipments.class, "create").to("direct:answer");

        from("direct:look-up-shipment").routeId("look-up-shipment")
            .bean(ShipmentId.class, "read").bean(Shipments.class, "lookUp").to("direct:answer");

        from("direct:cancel-shipment").routeId("cancel-shipment")
            .bean(ShipmentId.class, "read").bean(Shipments.class, "cancel").to("direct:answer");

        from("direct:put-carriers").routeId("put-carriers")
            .bean(Carriers.class, "add").to("direct:answer");

        from("direct:audit").routeId("audit")
            .bean(Audit.class, "read")
            .marshal().json();
    }
    // spotless:on
}
