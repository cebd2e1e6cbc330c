package io.bactrian.routes.purchase;

import io.bactrian.routes.service.Answer;
import java.util.List;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** Shows the sales as the services show their books: no service knows which purchases are sold. */
@Component
class SalesAudit extends RouteBuilder {

    private final Sales sales;

    SalesAudit(Sales sales) {
        this.sales = sales;
    }

    @Override
    public void configure() {
        // spotless:off
        rest("/audit")
            .get().to("direct:audit");

        from("direct:audit").routeId("audit")
            .doTry()
                .process(e -> Answer.write(e, 200, new Books(sales.book())))
            .doCatch(Exception.class)
                .process(Answer::unavailable)
            .end();
        // spotless:on
    }

    record Books(List<Sales.Line> purchases) {}
}
