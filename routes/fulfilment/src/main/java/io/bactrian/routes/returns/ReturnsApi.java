package io.bactrian.routes.returns;

import io.bactrian.routes.service.Answer;
import io.bactrian.routes.service.FailureReason;
import io.bactrian.routes.service.InvalidInput;
import io.bactrian.routes.service.NothingBegun;
import io.bactrian.routes.service.Refusal;
import io.bactrian.routes.service.UrlKey;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/**
 * The way in for returns: ask for one, look one up.
 *
 * <p>A repeated return is no second return. The orders service accepts one saga for it; all other callers are told what
 * is on record.
 */
@Component
class ReturnsApi extends RouteBuilder {

    @Override
    public void configure() {
        // spotless:off
        rest("/returns")
            .post().consumes("application/json").to("direct:place-return")
            .get("/{returnId}").to("direct:show-return");

        from("direct:place-return").routeId("place-return")
            .doTry()
                .setVariable("return").body(String.class, ReturnRequest::read)
                .setVariable("returnId").exchange(e -> ReturnRequest.of(e).returnId())
                .setVariable("returnKey").exchange(e -> UrlKey.option(ReturnRequest.of(e).returnId()))
                .setVariable("path").exchange(e -> UrlKey.path(ReturnRequest.of(e).returnId()))
                .setVariable("orderPath").exchange(e -> UrlKey.path(ReturnRequest.of(e).orderId()))
                .removeHeaders("*")                             // what a caller sends stays here: no saga of his, no credentials
                .to("direct:open-return")
                .to("direct:run-return")
                .process(ReturnAnswer::placed)
            .doCatch(InvalidInput.class)
                .process(Answer::invalidInput)
            .doCatch(Refusal.class)
                .process(ReturnAnswer::refusedAtOnce)
            .doCatch(Exception.class)
                .log(LoggingLevel.WARN, "Nothing was begun for return ${variable.returnId}: ${exception.message}")
                .process(Answer::unavailable)
            .end();

        from("direct:run-return").routeId("run-return").errorHandler(noErrorHandler())
            .filter(ReturnRecord::toBeRun)
                .doTry()
                    .to("direct:return")
                .doCatch(Exception.class).onWhen(variable("begun").isNull())
                    .setVariable("failure").exchange(FailureReason::of)
                    .process(NothingBegun::because)
                .doCatch(Exception.class)                       // caught outside the saga: handled inside, it would close it
                    .setVariable("failure").exchange(FailureReason::of)
                    .log(LoggingLevel.WARN, "Return ${variable.returnId}: ${variable.failure}")
                .end()
                .to("direct:return-outcome")
            .end();

        from("direct:show-return").routeId("show-return")
            .doTry()
                .setVariable("returnId").message(m -> UrlKey.idOfPath(m.getHeader("returnId", String.class)))
                .setVariable("path").exchange(e -> UrlKey.path(e.getVariable("returnId", String.class)))
                .removeHeaders("*")
                .to("direct:look-up-return")
                .process(ReturnAnswer::lookedUp)
            .doCatch(InvalidInput.class)
                .process(Answer::invalidInput)
            .doCatch(Exception.class)
                .process(Answer::unavailable)
            .end();
        // spotless:on
    }
}
