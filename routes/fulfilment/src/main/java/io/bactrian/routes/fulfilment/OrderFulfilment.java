package io.bactrian.routes.fulfilment;

import static io.bactrian.routes.service.Services.CALL;
import static io.bactrian.routes.service.Services.MAY_REFUSE;
import static org.apache.camel.Exchange.HTTP_PATH;

import io.bactrian.routes.service.Refusal;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/**
 * The order fulfilment saga.
 *
 * <table>
 * <caption>Its steps, and what undoes each, from the last to the first</caption>
 * <tr><th>step</th><th>action</th><th>compensation</th></tr>
 * <tr><td>order-fulfilment</td><td>(the order is pending)</td><td>cancel the order</td></tr>
 * <tr><td>reserve-stock</td><td>reserve</td><td>release</td></tr>
 * <tr><td>charge-payment</td><td>charge</td><td>refund</td></tr>
 * <tr><td>confirm-order</td><td>confirm</td><td>withdraw the confirmation</td></tr>
 * <tr><td>create-shipment</td><td>create the shipment</td><td>cancel it</td></tr>
 * </table>
 *
 * Inventory, payment and orders join the saga themselves and undo their own work. So does shipping with {@code shipping.over=kafka}
 * ({@link ShipmentStepOverKafka}); over HTTP it knows nothing of sagas, and {@link ShipmentStep} joins for it.
 */
@Component
class OrderFulfilment extends RouteBuilder {

    @Override
    public void configure() {
        // spotless:off
        from("direct:fulfil").routeId("order-fulfilment")
            .errorHandler(noErrorHandler())                     // a failure leaves the saga and thereby compensates it
            .saga().timeout("{{routes.saga-timeout}}")
                   .compensation("direct:cancel-order")         // joins first, so it is asked last: all else is undone by then
                   .completion("direct:complete-order")
                   .option("bactrian.businessKey", variable("orderKey"))    // under which operators find the saga
                   .option("orderKey", variable("orderKey"))
                   .option("attempt", variable("attempt"))
                .setVariable("begun", constant(true))
                .to("direct:attach-saga")
                .doTry()
                    .to("direct:reserve-stock")
                    .to("direct:charge-payment")
                    .to("direct:confirm-order")
                    .to("direct:create-shipment")
                .doCatch(Refusal.class)                         // a "no" is on record before anything is undone
                    .setVariable("refusal", exchangeProperty(Exchange.EXCEPTION_CAUGHT))
                    .to("direct:record-refusal")
                    .process(Refusal::goesOn)                   // and goes on, out of the saga
                .end()
            .end();

        from("direct:reserve-stock").routeId("reserve-stock").routeConfigurationId(CALL)
            .setBody(e -> Order.of(e).reservation()).marshal().json()
            .setHeader(HTTP_PATH, simple("/reservations/${variable.path}"))
            .to("{{inventory.url}}?httpMethod=PUT&" + MAY_REFUSE)
            .process(Refusal::check);

        from("direct:charge-payment").routeId("charge-payment").routeConfigurationId(CALL)
            .setBody(e -> Order.of(e).charge()).marshal().json()
            .setHeader(HTTP_PATH, simple("/charges/${variable.path}"))
            .to("{{payment.url}}?httpMethod=PUT&" + MAY_REFUSE)
            .process(Refusal::check);

        from("direct:confirm-order").routeId("confirm-order").routeConfigurationId(CALL)
            .setBody(constant("{}"))
            .setHeader(HTTP_PATH, simple("/orders/${variable.path}/attempts/${variable.attempt}/confirmation"))
            .to("{{orders.url}}?httpMethod=PUT");
        // spotless:on
    }
}
