package io.bactrian.participants.insurance.notifications;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.IdempotentRepository;
import org.springframework.stereotype.Component;

/** Mail for each invoice. */
@Component
class NotificationsRoutes extends RouteBuilder {

    private final IdempotentRepository seen;

    NotificationsRoutes(IdempotentRepository seen) {
        this.seen = seen;
    }

    // spotless:off
    @Override
    public void configure() {
        rest().get("/audit").to("direct:audit");

        from("kafka:insurance.invoices?groupId=notifications").routeId("notify-customer")
            // Redis, if there is one: spares the database what was seen before. Not eager: it learns of an event once that is handled,
            // so that one whose handling died is not taken for done
            .idempotentConsumer(simple("${header.ce_source}/${header.ce_id}"), seen).eager(false)
                .policy("one-at-a-time")                // Redis: replicas do not queue up in the database for the same customer
                    .policy("once-per-event")           // the database: what makes it right, whatever became of Redis
                        .filter(simple("${body.type} == 'InvoiceCreated'"))
                            .bean(Notifications.class, "send")
                        .end()
                    .end()
                .end()
            .end();

        from("direct:audit").routeId("audit")
            .bean(Audit.class, "read")
            .marshal().json();
    }
    // spotless:on
}
