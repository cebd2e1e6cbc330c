package io.bactrian.routes.fulfilment;

import static io.bactrian.routes.service.Services.CALL;
import static io.bactrian.routes.service.Services.MAY_NOT_FIND;
import static io.bactrian.routes.service.Services.MAY_REFUSE_INPUT;
import static org.apache.camel.Exchange.HTTP_PATH;

import io.bactrian.routes.service.InvalidInput;
import io.bactrian.routes.service.Refusal;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** What the orders service is asked outside of a saga: who runs this order, and what became of it. */
@Component
class OrderBook extends RouteBuilder {

    @Override
    public void configure() {
        // spotless:off
        from("direct:open-order").routeId("open-order").routeConfigurationId(CALL)
            .setBody(variable("order")).marshal().json()
            .to("{{orders.url}}/orders?httpMethod=POST&" + MAY_REFUSE_INPUT)
            .process(InvalidInput::check).process(Refusal::check)
            .to("direct:read-record");

        // an outcome that cannot be read now can be asked for later
        from("direct:outcome").routeId("outcome")
            .doTry()
                .to("direct:look-up-order")
            .doCatch(Exception.class)
                .log(LoggingLevel.WARN, "Outcome of order ${variable.orderId} cannot be read: ${exception.message}")
                .removeVariable("record")
            .end();

        from("direct:look-up-order").routeId("look-up-order").routeConfigurationId(CALL)
            .setBody(constant(""))
            .setHeader(HTTP_PATH, simple("/orders/${variable.path}"))
            .to("{{orders.url}}?httpMethod=GET&" + MAY_NOT_FIND)
            .process(InvalidInput::check)
            .choice()
                .when(header("CamelHttpResponseCode").isEqualTo(404)).removeVariable("record")
                .otherwise().to("direct:read-record")
            .end();

        from("direct:read-record").routeId("read-record")
            .unmarshal().json(OrderRecord.class)
            .setVariable("record", body())
            .setVariable("attempt").exchange(e -> OrderRecord.of(e).attempt())
            .filter(OrderRecord::lacksTrackingId)
                .to("direct:look-up-shipment")
            .end();
        // spotless:on
    }
}
