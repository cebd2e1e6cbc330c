package io.bactrian.routes.purchase;

import io.bactrian.routes.service.Answer;
import io.bactrian.routes.service.FailureReason;
import io.bactrian.routes.service.InvalidInput;
import io.bactrian.routes.service.NothingBegun;
import io.bactrian.routes.service.Refusal;
import io.bactrian.routes.service.UrlKey;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** The way in for purchases. A purchase that was undone may be made again under the same id, one that stands may not. */
@Component
class PurchasesApi extends RouteBuilder {

    private final Sales sales;

    PurchasesApi(Sales sales) {
        this.sales = sales;
    }

    @Override
    public void configure() {
        // spotless:off
        rest("/purchases")
            .post().consumes("application/json").to("direct:place-purchase");

        from("direct:place-purchase").routeId("place-purchase")
            .doTry()
                .setVariable("purchase").body(String.class, Purchase::read)
                .setVariable("purchaseKey").exchange(e -> UrlKey.option(Purchase.of(e).purchaseId()))
                .setVariable("path").exchange(e -> UrlKey.path(Purchase.of(e).reference()))
                .removeHeaders("*")                             // what a caller sends stays here: no saga of his, no credentials
                .setVariable("sale").exchange(e -> sales.standing(Purchase.of(e)))
                .to("direct:run-purchase")
                .process(PurchaseAnswer::write)
            .doCatch(InvalidInput.class)
                .process(Answer::invalidInput)
            .doCatch(Exception.class)
                .log(LoggingLevel.WARN, "Nothing was begun for ${variable.path}: ${exception.message}")
                .process(Answer::unavailable)
            .end();

        from("direct:run-purchase").routeId("run-purchase").errorHandler(noErrorHandler())
            .filter(variable("sale").isNull())
                .doTry()
                    .to("direct:purchase")
                .doCatch(Exception.class).onWhen(variable("sagaId").isNull())
                    .setVariable("failure").exchange(FailureReason::of)
                    .process(NothingBegun::because)
                .doCatch(Exception.class)                       // caught outside the saga: handled inside, it would close it
                    .setVariable("failure").exchange(FailureReason::of)
                    .setVariable("refused").exchange(Refusal::isCaught)
                    .log(LoggingLevel.WARN, "${variable.path} is undone: ${variable.failure}")
                .end()
                .to("direct:purchase-outcome")
            .end();

        // an outcome that cannot be read now can be asked for later
        from("direct:purchase-outcome").routeId("purchase-outcome")
            .doTry()
                .process(e -> e.setVariable("sale", sales.after(e.getVariable("sagaId", String.class), Purchase.of(e))))
            .doCatch(Exception.class)
                .log(LoggingLevel.WARN, "Outcome of ${variable.path} cannot be read: ${exception.message}")
                .setVariable("unread", constant(true))
            .end();
        // spotless:on
    }
}
