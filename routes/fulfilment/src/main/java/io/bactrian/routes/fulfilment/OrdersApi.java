package io.bactrian.routes.fulfilment;

import io.bactrian.routes.service.Answer;
import io.bactrian.routes.service.FailureReason;
import io.bactrian.routes.service.InvalidInput;
import io.bactrian.routes.service.Refusal;
import io.bactrian.routes.service.UrlKey;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/**
 * The way in: place an order, look an order up.
 *
 * <p>A repeated order is no second order. The orders service decides under its lock which caller runs the saga; all
 * others are told what is on record.
 */
@Component
class OrdersApi extends RouteBuilder {

    @Override
    public void configure() {
        // spotless:off
        rest("/orders")
            .post().consumes("application/json").to("direct:place-order")
            .get("/{orderId}").to("direct:show-order");

        from("direct:place-order").routeId("place-order")
            .doTry()
                .setVariable("order").body(String.class, OrderReader::read)
                .setVariable("orderId").exchange(e -> Order.of(e).orderId())
                .setVariable("orderKey").exchange(e -> UrlKey.option(Order.of(e).orderId()))
                .setVariable("path").exchange(e -> UrlKey.path(Order.of(e).orderId()))
                .removeHeaders("*")                             // what a caller sends stays here: no saga of his, no credentials
                .to("direct:open-order")
                .to("direct:run-order")
                .process(OrderAnswer::placed)
            .doCatch(InvalidInput.class)
                .process(Answer::invalidInput)
            .doCatch(Refusal.class)
                .process(OrderAnswer::refusedAtOnce)
            .doCatch(Exception.class)
                .log(LoggingLevel.WARN, "Nothing was begun for order ${variable.orderId}: ${exception.message}")
                .process(Answer::unavailable)
            .end();

        from("direct:run-order").routeId("run-order").errorHandler(noErrorHandler())
            .filter(OrderRecord::toBeRun)
                .doTry()
                    .to("direct:fulfil")
                .doCatch(Exception.class).onWhen(variable("begun").isNull())
                    .to("direct:abandon-order")
                .doCatch(Exception.class)                       // caught outside the saga: handled inside, it would close it
                    .setVariable("failure").exchange(FailureReason::of)
                    .removeVariable("trackingId")
                    .log(LoggingLevel.WARN, "Order ${variable.orderId}, attempt ${variable.attempt}: ${variable.failure}")
                .end()
                .to("direct:outcome")
            .end();

        from("direct:show-order").routeId("show-order")
            .doTry()
                .setVariable("orderId").message(m -> UrlKey.idOfPath(m.getHeader("orderId", String.class)))
                .setVariable("path").exchange(e -> UrlKey.path(e.getVariable("orderId", String.class)))
                .removeHeaders("*")
                .to("direct:look-up-order")
                .process(OrderAnswer::lookedUp)
            .doCatch(InvalidInput.class)
                .process(Answer::invalidInput)
            .doCatch(Exception.class)
                .process(Answer::unavailable)
            .end();
        // spotless:on
    }
}
