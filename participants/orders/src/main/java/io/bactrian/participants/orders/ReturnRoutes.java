package io.bactrian.participants.orders;

import io.bactrian.participants.http.Refusal;
import io.bactrian.participants.journal.Answer;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.SagaPropagation;
import org.springframework.stereotype.Component;

/** What orders does when goods come back. */
@Component
class ReturnRoutes extends RouteBuilder {

    // spotless:off
    @Override
    public void configure() {
        // before the saga: what is asked for is on record, and nobody is chosen yet
        from("direct:ask-for-return").routeId("ask-for-return")
            .bean(AskedReturn.class, "read").bean(Returns.class, "ask").to("direct:answer");

        from("direct:look-up-return").routeId("look-up-return")
            .bean(Returns.class, "lookUp").to("direct:answer");

        // in the saga
        from("direct:put-validation").routeId("put-validation")
            .bean(ReturnCall.class, "read")                 // what cannot be right is refused before the saga knows of it
            .to("direct:validate-return")
            .to("direct:answer");

        from("direct:validate-return").routeId("validate-return")
            .saga().propagation(SagaPropagation.MANDATORY)  // joins the caller's saga, before the order waits for the goods
                   .compensation("direct:drop-return")
                   .completion("direct:complete-return")
                   .option("orderKey", simple("${body.orderKey}"))
                   .option("returnKey", simple("${body.returnKey}"))
                .policy("once")                             // its transaction; a repeat gets the first answer
                    .bean(Returns.class, "accept").process(Answer::tell)
                .end()
                .process(Refusal::check)                    // a refusal fails the step
            .end();

        from("direct:refuse-return").routeId("refuse-return")
            .bean(ReturnRefusal.class, "read").bean(Returns.class, "refuse").to("direct:answer");

        // how it ends
        from("direct:drop-return").routeId("drop-return")
            .policy("once").bean(Returns.class, "drop").end()
            .setBody(constant(""));                         // the coordinator reads an answer's body: say nothing

        from("direct:complete-return").routeId("complete-return")
            .policy("once").bean(Returns.class, "complete").end()
            .setBody(constant(""));
    }
    // spotless:on
}
