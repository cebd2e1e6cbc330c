package io.bactrian.participants.payment;

import io.bactrian.participants.http.Refusal;
import io.bactrian.participants.journal.Answer;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.SagaPropagation;
import org.springframework.stereotype.Component;

/** What payment does in a saga, and what it answers outside of one. */
@Component
class PaymentRoutes extends RouteBuilder {

    // spotless:off
    @Override
    public void configure() {
        rest()
            .put("/charges/{orderId}").to("direct:put-charge")
            .put("/refunds/{returnId}").to("direct:put-refund")
            .put("/accounts").to("direct:put-accounts")
            .get("/audit").to("direct:audit");

        from("direct:put-charge").routeId("put-charge")
            .bean(Charge.class, "read")                     // what cannot be right is refused before the saga knows of it
            .to("direct:charge-payment")
            .to("direct:answer");

        from("direct:charge-payment").routeId("charge-payment")
            .saga().propagation(SagaPropagation.MANDATORY)  // joins the caller's saga, before anything is charged
                   .compensation("direct:refund-payment")
                   .option("orderKey", simple("${body.orderKey}"))
                .policy("once")                             // its transaction; a repeat gets the first answer
                    .bean(Charges.class, "charge").process(Answer::tell)
                .end()
                .process(Refusal::check)                    // a refusal fails the step
            .end();

        from("direct:refund-payment").routeId("refund-payment")
            .policy("once").bean(Charges.class, "refund").end()
            .setBody(constant(""));                         // the coordinator reads an answer's body: say nothing

        from("direct:put-refund").routeId("put-refund")
            .bean(Refund.class, "read")
            .to("direct:refund-return")
            .to("direct:answer");

        from("direct:refund-return").routeId("refund-return")
            .saga().propagation(SagaPropagation.MANDATORY)
                   .compensation("direct:cancel-refund")
                   .completion("direct:settle-refund")
                   .option("orderKey", simple("${body.orderKey}"))
                   .option("returnKey", simple("${body.returnKey}"))
                .policy("once")
                    .bean(Refunds.class, "refund").process(Answer::tell)
                .end()
                .process(Refusal::check)
            .end();

        from("direct:cancel-refund").routeId("cancel-refund")
            .policy("once").bean(Refunds.class, "cancel").end()
            .setBody(constant(""));

        from("direct:settle-refund").routeId("settle-refund")
            .policy("once").bean(Refunds.class, "settle").end()
            .setBody(constant(""));

        from("direct:put-accounts").routeId("put-accounts")
            .bean(NewAccounts.class, "read")
            .bean(Accounts.class, "open")
            .to("direct:answer");

        from("direct:audit").routeId("audit")
            .bean(Audit.class, "read")
            .marshal().json();
    }
    // spotless:on
}
