package io.bactrian.participants.insurance.policies;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** A policy for each approved quote; without an invoice it is cancelled. */
@Component
class PoliciesRoutes extends RouteBuilder {

    // spotless:off
    @Override
    public void configure() {
        rest().get("/audit").to("direct:audit");

        from("kafka:insurance.quotes?groupId=policies").routeId("create-policy")
            .policy("once-per-event")                   // its transaction; an event has its effect once
                .filter(simple("${body.type} == 'QuoteApproved'"))
                    .bean(Policies.class, "create")
                .end()
            .end();

        from("kafka:insurance.invoices?groupId=policies").routeId("cancel-policy")
            .policy("once-per-event")
                .filter(simple("${body.type} == 'InvoiceFailed'"))
                    .bean(Policies.class, "cancel")
                .end()
            .end();

        from("direct:audit").routeId("audit")
            .bean(Audit.class, "read")
            .marshal().json();
    }
    // spotless:on
}
