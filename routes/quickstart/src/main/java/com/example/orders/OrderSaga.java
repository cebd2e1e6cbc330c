package com.example.orders;

import java.time.Duration;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.SagaPropagation;
import org.springframework.stereotype.Component;

@Component
class OrderSaga extends RouteBuilder {

    @Override
    public void configure() {
        from("platform-http:/orders/{orderId}?httpMethodRestrict=PUT").routeId("orders-api")
            .removeHeaders("*", "orderId")                    // nothing else that a caller sends travels on
            .to("direct:place-order");

        from("direct:place-order").routeId("place-order")
            .saga().timeout(Duration.ofMinutes(1))            // undone if it has not ended by then
                   .option("bactrian.businessKey", header("orderId"))    // under which you find it
                .to("direct:reserve-stock")
                .to("direct:charge-payment")
            .end();

        from("direct:reserve-stock").routeId("reserve-stock")
            .saga().propagation(SagaPropagation.MANDATORY)    // a step of the saga that calls it
                   .compensation("direct:release-stock")
                   .option("orderId", header("orderId"))      // is a header of the compensation
                .toD("{{stock.url}}/reservations/${header.orderId}?httpMethod=PUT")
            .end();

        from("direct:release-stock").routeId("release-stock") // asked also when nothing was reserved: that is fine
            .toD("{{stock.url}}/reservations/${header.orderId}?httpMethod=DELETE");

        from("direct:charge-payment").routeId("charge-payment")
            .saga().propagation(SagaPropagation.MANDATORY)
                   .compensation("direct:refund-payment")
                   .option("orderId", header("orderId"))
                .toD("{{payment.url}}/charges/${header.orderId}?httpMethod=PUT")
            .end();

        from("direct:refund-payment").routeId("refund-payment")
            .toD("{{payment.url}}/charges/${header.orderId}?httpMethod=DELETE");
    }
}
