package io.bactrian.participants.insurance.quotes;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** A quote that is approved starts everything; a policy that is cancelled opens its quote again. */
@Component
class QuotesRoutes extends RouteBuilder {

    // spotless:off
    @Override
    public void configure() {
        rest()
            .put("/quotes/{quoteId}").to("direct:approve-quote")
            .get("/quotes/{quoteId}").to("direct:look-up-quote")
            .get("/audit").to("direct:audit");

        from("direct:approve-quote").routeId("approve-quote")
            .bean(ApprovedQuote.class, "read").bean(Quotes.class, "approve").to("direct:answer");

        from("kafka:insurance.policies?groupId=quotes").routeId("reopen-quote")
            .policy("once-per-event")                   // its transaction; an event has its effect once
                .filter(simple("${body.type} == 'PolicyCancelled'"))
                    .bean(Quotes.class, "reopen")
                .end()
            .end();

        from("direct:look-up-quote").routeId("look-up-quote")
            .bean(Quotes.class, "lookUp").to("direct:answer");

        from("direct:audit").routeId("audit")
            .bean(Audit.class, "read")
            .marshal().json();
    }
    // spotless:on
}
