package io.bactrian.routes.returns;

import static io.bactrian.routes.service.Services.CALL;
import static io.bactrian.routes.service.Services.MAY_REFUSE;
import static org.apache.camel.Exchange.HTTP_PATH;

import io.bactrian.routes.service.Refusal;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/**
 * The return saga: validate, refund, restock.
 *
 * <table>
 * <caption>What is undone when a step says no</caption>
 * <tr><th>says no</th><th>undone, in this order</th></tr>
 * <tr><td>validate-return: more than was bought, returned already, too late, ..</td><td>nothing was done</td></tr>
 * <tr><td>refund-return</td><td>the order is fulfilled again</td></tr>
 * <tr><td>restock-return: damaged</td><td>the refund is cancelled, the order is fulfilled again</td></tr>
 * </table>
 *
 * Orders, payment and inventory join the saga themselves and undo their own work. Validation comes first and is undone
 * last: until then the order waits, so no other return can take the same goods. Money and goods move at once, and both
 * are held until the saga closes: neither can be spent or sold as long as the return may still be undone.
 */
@Component
class OrderReturn extends RouteBuilder {

    @Override
    public void configure() {
        // spotless:off
        from("direct:return").routeId("order-return")
            .errorHandler(noErrorHandler())                     // a failure leaves the saga and thereby compensates it
            .saga().timeout("{{routes.saga-timeout}}")
                   .option("bactrian.businessKey", variable("returnKey"))   // under which operators find the saga
                .setVariable("begun", constant(true))
                .doTry()
                    .to("direct:validate-return")
                    .to("direct:refund-return")
                    .to("direct:restock-return")
                .doCatch(Refusal.class).onWhen(Refusal::isFinal)    // a final "no" is on record before anything is undone
                    .setVariable("refusal", exchangeProperty(Exchange.EXCEPTION_CAUGHT))
                    .to("direct:record-return-refusal")
                    .process(Refusal::goesOn)                   // and goes on, out of the saga
                .end()
            .end();

        from("direct:validate-return").routeId("validate-return").routeConfigurationId(CALL)
            .setBody(constant("{}"))
            .setHeader(HTTP_PATH, simple("/orders/${variable.orderPath}/returns/${variable.path}/validation"))
            .to("{{orders.url}}?httpMethod=PUT&" + MAY_REFUSE)
            .process(Refusal::check)
            .unmarshal().json(AcceptedReturn.class)
            .setVariable("accepted", body());

        from("direct:refund-return").routeId("refund-return").routeConfigurationId(CALL)
            .setBody(e -> AcceptedReturn.of(e).refund()).marshal().json()
            .setHeader(HTTP_PATH, simple("/refunds/${variable.path}"))
            .to("{{payment.url}}?httpMethod=PUT&" + MAY_REFUSE)
            .process(Refusal::check);

        from("direct:restock-return").routeId("restock-return").routeConfigurationId(CALL)
            .setBody(e -> AcceptedReturn.of(e).restock()).marshal().json()
            .setHeader(HTTP_PATH, simple("/restocks/${variable.path}"))
            .to("{{inventory.url}}?httpMethod=PUT&" + MAY_REFUSE)
            .process(Refusal::check);
        // spotless:on
    }
}
