package io.bactrian.participants.http;

import io.bactrian.participants.journal.Answer;
import org.apache.camel.Exchange;

/** An action was refused. Fails the step that it belongs to, so that the saga shows it as failed, and is answered as it says. */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Answer answer;

    private Refusal(Answer answer) {
        super(answer.reason());
        this.answer = answer;
    }

    /** Throws a refusal if the body is an answer that is one, else does nothing. */
    public static void check(Exchange exchange) {
        Answer answer = exchange.getMessage().getBody(Answer.class);
        if (answer.isRefusal()) {
            throw new Refusal(answer);
        }
    }

    Answer answer() {
        return answer;
    }
}
