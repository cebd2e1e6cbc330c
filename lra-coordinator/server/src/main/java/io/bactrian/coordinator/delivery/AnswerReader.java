package io.bactrian.coordinator.delivery;

import io.bactrian.coordinator.saga.Answer;
import io.bactrian.coordinator.saga.CallKind;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a participant's HTTP answer means (MicroProfile LRA 2.0, "Participant" tables; docs/protocol.md, B). */
final class AnswerReader {

    private static final int LONGEST_QUOTE = 300;

    /** How a participant that runs calls in the background begins what it says of the last one's failure. */
    private static final String RUN_FAILED = "failed:";

    private AnswerReader() {}

    /**
     * @param about compensate or complete, when the status is asked what that has come to; else the kind itself
     * @param body the beginning of the body, empty for none; read whatever its type
     * @param location the answer's Location header
     */
    static Answer read(CallKind kind, CallKind about, int status, String body, @Nullable String location) {
        String word = word(body);
        return switch (kind) {
            case COMPENSATE, COMPLETE -> ending(status, word, body, location);
            case STATUS -> status(about, status, word, body);
            case FORGET ->
                status == 404 || status == 410 || isSuccess(status)
                        ? Answer.DONE
                        : new Answer.TryAgain(unusable(status, body));
            case AFTER -> status == 200 || status == 204 ? Answer.DONE : new Answer.TryAgain(unusable(status, body));
        };
    }

    private static Answer ending(int status, String word, String body, @Nullable String location) {
        if ((status == 200 || status == 409 || status == 500) && isFailure(word)) {
            return new Answer.FailedForGood("it answered " + status + " " + word);
        }
        if (status == 202 || (status == 200 && isProgress(word))) {
            return new Answer.InProgress(location);
        }
        if (status == 200 || status == 204 || status == 410) {
            return Answer.DONE;
        }
        return new Answer.TryAgain(unusable(status, body));
    }

    private static Answer status(CallKind about, int status, String word, String body) {
        if (status == 410) {
            return Answer.DONE;
        }
        // "Completed" of one that is to compensate says that compensate has never reached it: its call is made again
        boolean compensating = about == CallKind.COMPENSATE;
        if (status == 200 && word.equals(compensating ? "failedtocompensate" : "failedtocomplete")) {
            return new Answer.FailedForGood("its status is " + word);
        }
        if (status == 200 && word.equals(compensating ? "compensated" : "completed")) {
            return Answer.DONE;
        }
        if (status == 202 || (status == 200 && isProgress(word))) {
            return new Answer.InProgress(null);
        }
        if (status >= 500) {
            return new Answer.TryAgain(unusable(status, body));
        }
        return new Answer.Repeat("asked for its status " + unusable(status, body), word.startsWith(RUN_FAILED));
    }

    private static boolean isSuccess(int status) {
        return status == 200 || status == 202 || status == 204;
    }

    private static boolean isFailure(String word) {
        return word.equals("failedtocompensate") || word.equals("failedtocomplete");
    }

    private static boolean isProgress(String word) {
        return word.equals("compensating") || word.equals("completing");
    }

    private static String word(String body) {
        return body.strip().replace("\"", "").toLowerCase(Locale.ROOT);
    }

    private static String unusable(int status, String body) {
        // a ledger refuses control characters, and an answer that cannot be recorded would be tried for ever
        String text = body.replaceAll("\\p{Cntrl}", " ").strip();
        if (text.isEmpty()) {
            return "it answered " + status;
        }
        return "it answered " + status + ": "
                + (text.length() > LONGEST_QUOTE ? text.substring(0, LONGEST_QUOTE) + "..." : text);
    }
}
