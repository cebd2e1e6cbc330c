package io.bactrian.participants.http;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/** {@code direct:answer}: tells the caller the {@link io.bactrian.participants.journal.Answer} that is the body. */
final class AnswerRoute extends RouteBuilder {

    // spotless:off
    @Override
    public void configure() {
        from("direct:answer").routeId("answer")
            .setHeader(Exchange.HTTP_RESPONSE_CODE, simple("${body.status}"))
            .setBody(simple("${body.body}"))
            .marshal().json();
    }
    // spotless:on
}
