package io.bactrian.routes.fulfilment;

import static io.bactrian.routes.service.Services.CALL;
import static org.apache.camel.Exchange.HTTP_PATH;

import io.bactrian.routes.service.FailureReason;
import io.bactrian.routes.service.NothingBegun;
import io.bactrian.routes.service.UrlKey;
import java.util.Map;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** What the orders service is told about the attempt that this saga is, from its begin to its end. */
@Component
class OrderAttempt extends RouteBuilder {

    @Override
    public void configure() {
        // spotless:off
        // from here on a crash of this application is known to be one of this saga, and undone by it
        from("direct:attach-saga").routeId("attach-saga").routeConfigurationId(CALL)
            .setBody(constant("{}"))
            .setHeader(HTTP_PATH, simple("/orders/${variable.path}/attempts/${variable.attempt}/saga"))
            .to("{{orders.url}}?httpMethod=PUT");

        // if this fails the order is cancelled all the same; it is then on record as one that may be tried again
        from("direct:record-refusal").routeId("record-refusal")
            .doTry()
                .setBody().exchange(e -> Map.of("reason", FailureReason.of(e))).marshal().json()
                .to("direct:put-refusal")
            .doCatch(Exception.class)
                .log(LoggingLevel.WARN, "Refusal of order ${variable.orderId} is not on record: ${exception.message}")
            .end();

        from("direct:put-refusal").routeId("put-refusal").routeConfigurationId(CALL)
            .setHeader(HTTP_PATH, simple("/orders/${variable.path}/attempts/${variable.attempt}/refusal"))
            .to("{{orders.url}}?httpMethod=PUT");

        // no saga came into being: the attempt ends here, so that the next one need not wait until it counts as lost
        from("direct:abandon-order").routeId("abandon-order").errorHandler(noErrorHandler())
            .setVariable("failure").exchange(FailureReason::of)
            .setHeader("orderKey", variable("orderKey"))
            .setHeader("attempt", variable("attempt"))
            .doTry()
                .to("direct:cancel-order")
            .doCatch(Exception.class)
                .log(LoggingLevel.WARN, "Order ${variable.orderId} stays pending for now: ${exception.message}")
            .end()
            .process(NothingBegun::because);

        from("direct:cancel-order").routeId("cancel-order")
            .setProperty("what", constant("cancellation")).to("direct:end-order");

        from("direct:complete-order").routeId("complete-order")
            .setProperty("what", constant("completion")).to("direct:end-order");

        from("direct:end-order").routeId("end-order")
            .setVariable("path").message(m -> UrlKey.pathOfOption(m.getHeader("orderKey", String.class)))
            .setVariable("attempt", header("attempt"))
            .removeHeaders("*", "Long-Running-Action*")         // of the callback only the saga goes on to orders
            .setBody(constant("{}"))
            .setHeader("Content-Type", constant("application/json"))
            .setHeader(HTTP_PATH, simple("/orders/${variable.path}/attempts/${variable.attempt}/${exchangeProperty.what}"))
            .to("{{orders.url}}?httpMethod=PUT")
            .setBody(constant(""));                             // the coordinator reads an answer's body: say nothing
        // spotless:on
    }
}
