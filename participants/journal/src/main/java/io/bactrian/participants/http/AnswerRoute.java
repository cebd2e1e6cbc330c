package io.bactrian.participants.http;

import io.bactrian.participants.journal.Answer;
import org.apache.camel.builder.RouteBuilder;

/** {@code direct:answer}: tells the caller the {@link Answer} that is the body. */
final class AnswerRoute extends RouteBuilder {

    // spotless:off
    @Override
    public void configure() {
        from("direct:answer").routeId("answer")
            .process(Answer::tell)
            .marshal().json();
    }
    // spotless:on
}
