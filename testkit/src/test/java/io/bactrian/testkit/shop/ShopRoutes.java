package io.bactrian.testkit.shop;

import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.SagaPropagation;
import org.springframework.stereotype.Component;

/** Inventory and payment join the saga themselves; shipping knows nothing of sagas. */
@Component
class ShopRoutes extends RouteBuilder {

    private final Prices prices;

    ShopRoutes(Prices prices) {
        this.prices = prices;
    }

    @Override
    public void configure() {
        // spotless:off
        from("platform-http:/orders").routeId("orders-api")
            .errorHandler(defaultErrorHandler().logExhausted(false))
            .onException(Exception.class).handled(true).logExhausted(false)
                .setHeader(Exchange.HTTP_RESPONSE_CODE, constant(409))
                .setBody(simple("{\"refused\":\"${exception.message}\"}"))
            .end()
            .convertBodyTo(String.class)
            .removeHeaders("*")
            .to("direct:fulfil")
            .setHeader(Exchange.HTTP_RESPONSE_CODE, constant(201));

        from("platform-http:/orders/{id}?httpMethodRestrict=GET").routeId("order-lookup")
            .setHeader(Exchange.HTTP_RESPONSE_CODE, constant(404))
            .setBody(constant("no such order"));

        from("direct:fulfil").routeId("order-fulfilment")
            .errorHandler(noErrorHandler())
            .saga().timeout(Duration.ofMinutes(5))
                   .option("bactrian.businessKey", body())
                   .option("bactrian.order", header("order"))
                .setVariable("orderId", body())
                .to("direct:reserve-stock")
                .to("direct:charge-payment")
                .to("direct:create-shipment")
                .setBody(simple("{\"trackingId\":\"${variable.trackingId}\"}"))
            .end();

        from("direct:reserve-stock").routeId("reserve-stock")
            .errorHandler(noErrorHandler())
            .toD("{{inventory.url}}/reservations/${variable.orderId}?httpMethod=PUT");

        from("direct:charge-payment").routeId("charge-payment")
            .errorHandler(noErrorHandler())
            .setBody(e -> "{\"amount\":" + prices.of(e.getVariable("orderId", String.class)) + "}")
            .toD("{{payment.base-url}}/charges/${variable.orderId}?httpMethod=PUT");

        from("direct:create-shipment").routeId("create-shipment")
            .errorHandler(noErrorHandler())
            .saga().propagation(SagaPropagation.MANDATORY)
                   .compensation("direct:cancel-shipment")
                   .option("orderId", variable("orderId"))
                .to("direct:book-shipment")
                .setVariable("trackingId", simple("T-${variable.orderId}"))
                .to("bactrian:result?names=trackingId")
            .end();

        from("direct:book-shipment").routeId("book-shipment")
            .errorHandler(defaultErrorHandler().logExhausted(false))
            .onException(Exception.class).onWhen(simple("${exception.message} !contains 'statusCode: 4'"))
                .maximumRedeliveries(2).redeliveryDelay(1).retryAttemptedLogLevel(LoggingLevel.OFF).logExhausted(false)
            .end()
            .toD("{{shipping.url}}/shipments/${variable.orderId}?httpMethod=PUT&skipRequestHeaders=true");

        from("direct:cancel-shipment").routeId("cancel-shipment")
            .setVariable("orderId", header("orderId"))
            .removeHeaders("*")
            .setBody(constant(""))
            .toD("{{shipping.url}}/shipments/${variable.orderId}?httpMethod=DELETE");
        // spotless:on
    }
}
