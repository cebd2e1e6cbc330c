package io.bactrian.routes.purchase;

import io.bactrian.routes.service.UrlKey;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** How the sale of a purchase ends. The coordinator reads an answer's body, so each says nothing. */
@Component
class SaleCallbacks extends RouteBuilder {

    private final Sales sales;

    SaleCallbacks(Sales sales) {
        this.sales = sales;
    }

    @Override
    public void configure() {
        // spotless:off
        from("direct:withdraw-sale").routeId("withdraw-sale")
            .process(e -> sales.withdraw(Sales.saga(e)))
            .setBody(constant(""));

        from("direct:close-sale").routeId("close-sale")
            .process(e -> sales.close(Sales.saga(e)))
            .setBody(constant(""));

        from("direct:void-sale").routeId("void-sale")
            .setVariable("purchaseId").message(m -> UrlKey.idOfOption(m.getHeader("purchaseKey", String.class)))
            .process(e -> sales.cancel(Sales.saga(e), e.getVariable("purchaseId", String.class)))
            .setBody(constant(""));
        // spotless:on
    }
}
