package io.bactrian.routes.purchase;

import static io.bactrian.routes.service.Services.CALL;
import static io.bactrian.routes.service.Services.MAY_REFUSE;
import static org.apache.camel.Exchange.HTTP_PATH;
import static org.apache.camel.model.SagaPropagation.MANDATORY;

import io.bactrian.routes.service.Refusal;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/**
 * The purchase saga: reserve, pay, confirm the sale.
 *
 * <table>
 * <caption>What is undone when a step fails</caption>
 * <tr><th>fails</th><th>undone, in this order</th></tr>
 * <tr><td>reserve</td><td>the sale is voided</td></tr>
 * <tr><td>pay</td><td>stock is released, the sale is voided</td></tr>
 * <tr><td>confirm the sale</td><td>the payment is refunded, stock is released, the sale is voided</td></tr>
 * </table>
 *
 * A step has joined before it acts, so the one that failed is asked too, first of all; each copes with having done
 * nothing.
 */
@Component
class PurchaseSaga extends RouteBuilder {

    private final Sales sales;

    PurchaseSaga(Sales sales) {
        this.sales = sales;
    }

    @Override
    public void configure() {
        // spotless:off
        from("direct:purchase").routeId("purchase")
            .errorHandler(noErrorHandler())
            .saga().timeout("{{routes.saga-timeout}}")
                   .compensation("direct:void-sale")
                   .completion("direct:close-sale")
                   .option("bactrian.businessKey", variable("purchaseKey"))
                   .option("purchaseKey", variable("purchaseKey"))
                .setVariable("sagaId").exchange(Sales::saga)
                .process(e -> sales.open(Sales.saga(e), Purchase.of(e)))
                .to("direct:reserve")
                .to("direct:pay")
                .to("direct:confirm-sale")
            .end();

        from("direct:reserve").routeId("reserve").routeConfigurationId(CALL)
            .setBody(e -> Purchase.of(e).reservation()).marshal().json()
            .setHeader(HTTP_PATH, simple("/reservations/${variable.path}"))
            .to("{{inventory.url}}?httpMethod=PUT&" + MAY_REFUSE)
            .process(Refusal::check);

        from("direct:pay").routeId("pay").routeConfigurationId(CALL)
            .setBody(e -> Purchase.of(e).charge()).marshal().json()
            .setHeader(HTTP_PATH, simple("/charges/${variable.path}"))
            .to("{{payment.url}}?httpMethod=PUT&" + MAY_REFUSE)
            .process(Refusal::check);

        from("direct:confirm-sale").routeId("confirm-sale")
            .errorHandler(noErrorHandler())
            .saga().propagation(MANDATORY).compensation("direct:withdraw-sale")
                .process(e -> sales.confirm(Sales.saga(e)))
            .end();
        // spotless:on
    }
}
