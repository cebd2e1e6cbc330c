package io.bactrian.routes.fulfilment;

import static org.apache.camel.Exchange.HTTP_PATH;

import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** What shipping knows of an order, outside of any saga. */
@Component
class ShipmentLookUp extends RouteBuilder {

    @Override
    public void configure() {
        // spotless:off
        // for whoever asks again; without it the answer is as true, only shorter
        from("direct:look-up-shipment").routeId("look-up-shipment")
            .doTry()
                .setBody(constant(""))
                .setHeader(HTTP_PATH, simple("/shipments/${variable.path}/${variable.attempt}"))
                .to("{{shipping.url}}?httpMethod=GET&skipRequestHeaders=true")
                .unmarshal().json()
                .setVariable("trackingId", simple("${body[trackingId]}"))
            .doCatch(Exception.class)
                .log(LoggingLevel.INFO, "Tracking id of order ${variable.orderId} is not known now: ${exception.message}")
            .end();
        // spotless:on
    }
}
