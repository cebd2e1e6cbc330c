package io.bactrian.participants.insurance.billing;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** An invoice for each policy, or the event that says why there is none. */
@Component
class BillingRoutes extends RouteBuilder {

    // spotless:off
    @Override
    public void configure() {
        rest().get("/audit").to("direct:audit");

        from("kafka:insurance.policies?groupId=billing").routeId("create-invoice")
            .policy("once-per-event")                   // its transaction; an event has its effect once
                .filter(simple("${body.type} == 'PolicyCreated'"))
                    .bean(Invoices.class, "create")
                .end()
            .end();

        from("direct:audit").routeId("audit")
            .bean(Audit.class, "read")
            .marshal().json();
    }
    // spotless:on
}
