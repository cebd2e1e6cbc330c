package com.example.orders;

import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.SagaPropagation;
import org.springframework.stereotype.Component;

@Component
class OrderSaga extends RouteBuilder {

    @Override
    public void configure() {
        from("platform-http:/orders/{orderId}?httpMethodRestrict=PUT").routeId("orders-api")
            .removeHeaders("*", "orderId")                    // nothing else that a caller sends travels on
            .choice()
                .when(header("orderId").regex("[A-Za-z0-9-]{1,64}")).to("direct:place-order")    // it becomes a part of URLs
                .otherwise().setHeader(Exchange.HTTP_RESPONSE_CODE, constant(400)).setBody(constant("no id of an order"))
            .end();

        from("direct:place-order").routeId("place-order")
            .setHeader("attempt", simple("${header.orderId}/${exchangeId}"))    // a key of its own: an order sent twice is two sagas
            .saga().timeout(Duration.ofMinutes(1))            // undone if it has not ended by then
                   .option("bactrian.businessKey", header("orderId"))    // under which you find it
                .to("direct:reserve-stock")
                .to("direct:charge-payment")
            .end();

        from("direct:reserve-stock").routeId("reserve-stock")
            .saga().propagation(SagaPropagation.MANDATORY)    // a step of the saga that calls it
                   .compensation("direct:release-stock")
                   .option("attempt", header("attempt"))      // is a header of the compensation
                .toD("{{stock.url}}/reservations/${header.attempt}?httpMethod=PUT")
            .end();

        from("direct:release-stock").routeId("release-stock") // also when nothing was reserved: the service answers 200 then
            .toD("{{stock.url}}/reservations/${header.attempt}?httpMethod=DELETE");

        from("direct:charge-payment").routeId("charge-payment")
            .saga().propagation(SagaPropagation.MANDATORY)
                   .compensation("direct:refund-payment")
                   .option("attempt", header("attempt"))
                .toD("{{payment.url}}/charges/${header.attempt}?httpMethod=PUT")
            .end();

        from("direct:refund-payment").routeId("refund-payment")
            .toD("{{payment.url}}/charges/${header.attempt}?httpMethod=DELETE");
    }
}
