package io.bactrian.routes.fulfilment;

import io.bactrian.routes.service.Refusal;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * The same step with {@code shipping.over=kafka}: a command and its answer by topic. Shipping joins the saga itself, under the same
 * name, and undoes its own work.
 */
@Component
@ConditionalOnProperty(name = "shipping.over", havingValue = "kafka")
class ShipmentStepOverKafka extends RouteBuilder {

    @Override
    public void configure() {
        // spotless:off
        from("direct:create-shipment").routeId("ask-for-shipment")
            .errorHandler(noErrorHandler())
            .setBody(e -> Order.of(e).shipment()).marshal().json()
            .setHeader("orderId", variable("path"))
            .setHeader("attempt", variable("attempt"))
            .to("bactrian:request:{{shipping.commands}}?timeout={{routes.step.timeout}}&headers=orderId,attempt")
            .process(Refusal::checkReply)                       // a "no" is an answer; what failed is an exception
            .unmarshal().json()
            .setVariable("trackingId", simple("${body[trackingId]}"));
        // spotless:on
    }
}
