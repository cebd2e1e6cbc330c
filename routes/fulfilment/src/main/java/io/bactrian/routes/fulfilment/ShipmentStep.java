package io.bactrian.routes.fulfilment;

import static io.bactrian.routes.service.Services.CALL;
import static io.bactrian.routes.service.Services.MAY_REFUSE;
import static org.apache.camel.Exchange.HTTP_PATH;

import io.bactrian.routes.service.Refusal;
import io.bactrian.routes.service.UrlKey;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.SagaPropagation;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/** The step of a service that knows nothing of sagas: the route joins for it and compensates it. */
@Component
@ConditionalOnProperty(name = "shipping.over", havingValue = "http", matchIfMissing = true)
class ShipmentStep extends RouteBuilder {

    @Override
    public void configure() {
        // spotless:off
        from("direct:create-shipment").routeId("create-shipment")
            .errorHandler(noErrorHandler())
            .saga().propagation(SagaPropagation.MANDATORY)
                   .compensation("direct:cancel-shipment")
                   .option("orderKey", variable("orderKey"))
                   .option("attempt", variable("attempt"))
                .to("direct:book-shipment")                     // a route of its own: a repeated call must not join again
            .end();

        from("direct:book-shipment").routeId("book-shipment").routeConfigurationId(CALL)
            .setBody(e -> Order.of(e).shipment()).marshal().json()
            .setHeader(HTTP_PATH, simple("/shipments/${variable.path}/${variable.attempt}"))
            .to("{{shipping.url}}?httpMethod=PUT&skipRequestHeaders=true&" + MAY_REFUSE)
            .process(Refusal::check)
            .unmarshal().json()
            .setVariable("trackingId", simple("${body[trackingId]}"));

        // may come when no shipment was made: cancelling nothing is fine, and it keeps a late one from being made
        from("direct:cancel-shipment").routeId("cancel-shipment")
            .setVariable("path").message(m -> UrlKey.pathOfOption(m.getHeader("orderKey", String.class)))
            .setVariable("attempt", header("attempt"))
            .removeHeaders("*")
            .setBody(constant(""))
            .setHeader(HTTP_PATH, simple("/shipments/${variable.path}/${variable.attempt}"))
            .to("{{shipping.url}}?httpMethod=DELETE")
            .setBody(constant(""));
        // spotless:on
    }
}
