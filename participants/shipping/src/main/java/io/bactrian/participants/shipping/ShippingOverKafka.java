package io.bactrian.participants.shipping;

import io.bactrian.participants.http.Refusal;
import io.bactrian.participants.journal.Answer;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.SagaPropagation;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * The other way in, with {@code shipping.over=kafka}: a command on a topic. Here shipping joins the saga that the command names and
 * makes up for its own work, for which it is asked by topic too. Commands and answers are the ones of HTTP. A command is committed once
 * it was answered, and one that cannot be answered goes to {@code shipping.commands.DLT} as it came.
 */
@Component
@ConditionalOnProperty(name = "shipping.over", havingValue = "kafka")
class ShippingOverKafka extends RouteBuilder {

    private static final String REPLY_TOPIC = "Bactrian-Reply-Topic";

    // spotless:off
    @Override
    public void configure() {
        from("kafka:{{shipping.commands}}?groupId=shipping&consumersCount=3&{{shipping.lossless}}").routeId("shipping-commands")
            .errorHandler(noErrorHandler())                     // what is neither answered nor put aside is read again
            .setVariable("command", body())
            .doTry()
                .process(ShippingOverKafka::mustBeAnswerable)   // before anything is shipped
                .to("direct:answer-command")
            .doCatch(Exception.class)                           // nobody says where an answer goes, or it cannot go there
                .log("A command for order ${header.orderId} could not be answered: ${exception.message}")
                .setHeader("Bactrian-Reason", exceptionMessage())
                .setBody(variable("command"))
                .to("kafka:{{shipping.commands}}.DLT")
            .end();

        from("direct:answer-command").routeId("answer-command")
            .errorHandler(noErrorHandler())                     // its doTry answers whatever goes wrong
            .doTry()
                .bean(Consignment.class, "read")                // what cannot be right is refused before the saga knows of it
                .to("direct:ship")
                .marshal().json()
                .to("bactrian:reply")
            .doCatch(Refusal.class).onWhen(Refusal::isOfBusiness)   // a "no" is an answer, as over HTTP
                .marshal().json()
                .to("bactrian:reply")
            .doCatch(Exception.class)                           // whoever asked gives up, or asks again
                .log("A command for order ${header.orderId} failed: ${exception.message}")
                .to("bactrian:reply?failed=true")
            .end();

        from("direct:ship").routeId("ship").errorHandler(noErrorHandler())
            .saga().propagation(SagaPropagation.MANDATORY)      // joins the caller's saga, before anything is shipped
                   .compensation("direct:undo-shipment")
                   .option("bactrian.step", constant("create-shipment"))
                   .option("orderKey", simple("${body.id.orderKey}"))
                   .option("attempt", simple("${body.id.attempt}"))
                .to("direct:make-shipment")                     // a route of its own: a second try must not join again
                .process(Refusal::check)                        // a refusal fails the step
            .end();

        from("direct:make-shipment").routeId("make-shipment").routeConfigurationId(PassingFaults.TRY_AGAIN)
            .bean(Shipments.class, "create")                    // guarded: a command that comes twice ships once
            .process(Answer::tell);

        // may come when no shipment was made: cancelling nothing is fine, and it keeps a late one from being made
        from("direct:undo-shipment").routeId("undo-shipment").errorHandler(noErrorHandler())
            .bean(ShipmentId.class, "readOptions")
            .bean(Shipments.class, "cancel")
            .setBody(constant(""));
    }
    // spotless:on

    private static void mustBeAnswerable(Exchange command) {
        if (command.getMessage().getHeader(REPLY_TOPIC) == null) {
            throw new IllegalArgumentException(
                    "header " + REPLY_TOPIC + " is missing: whoever asked could not be told what became of it");
        }
    }
}
