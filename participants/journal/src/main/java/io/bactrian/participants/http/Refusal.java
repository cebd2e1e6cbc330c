package io.bactrian.participants.http;

import io.bactrian.participants.journal.Answer;
import org.apache.camel.Exchange;

/** An action was refused. Fails the step that it belongs to, so that the saga shows it as failed, and is answered as it says. */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final int CONFLICT = 409;

    private final transient Answer answer;

    private Refusal(Answer answer) {
        super(answer.reason());
        this.answer = answer;
    }

    /** Throws a refusal if the message tells an answer that is one, else does nothing. */
    public static void check(Exchange exchange) {
        Answer answer = Answer.told(exchange);
        if (answer.isRefusal()) {
            throw new Refusal(answer);
        }
    }

    /** For {@code doCatch(..).onWhen()}: whether it is a "no" for a reason of business (409), and not a call that is too late or wrong. */
    public static boolean isOfBusiness(Exchange exchange) {
        Refusal refusal = exchange.getException(Refusal.class);
        return refusal != null && refusal.answer.status() == CONFLICT;
    }

    Answer answer() {
        return answer;
    }
}
