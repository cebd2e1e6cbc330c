package io.bactrian.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Judges what a test got for what it sent. */
final class AnswerExpectations {

    private final Course course;

    AnswerExpectations(Course course) {
        this.course = course;
    }

    void success() {
        Answer answer = ended();
        if (answer.failed()) {
            fail("expected success, but " + answer);
        }
    }

    void failure() {
        Answer answer = ended();
        if (!answer.failed()) {
            fail("expected a failure, but " + answer + butStatus(answer));
        }
        if (answer.isOfNoRoute()) {
            fail("expected a failure of the application, but no route of the application serves " + course.latest()
                    + ": it was answered 404 and no route has heard of it. Mend the method or the path; where something"
                    + " else than a route answers so on purpose, say expectFailure(404)");
        }
    }

    void failure(int status) {
        Answer answer = ended();
        if (!answer.failed() || !answer.statuses().contains(status)) {
            fail("expected a failure with status " + status + ", but " + answer
                    + (answer.failure() != null ? ", which has " + statuses(answer) : butStatus(answer)));
        }
    }

    /** Why a status that looks like a failure is none; empty text where there is no such status. */
    private static String butStatus(Answer answer) {
        Integer status = answer.status();
        return answer.failed() || status == null || status < 400
                ? ""
                : " (its message has status " + status
                        + ", which is a failure over HTTP only; through an endpoint it is"
                        + " expected by expectAnswer(" + status + ", body))";
    }

    private static String statuses(Answer answer) {
        List<Integer> statuses = answer.statuses();
        return statuses.isEmpty()
                ? "no HTTP status; name its type or a part of its message"
                : "status " + statuses.stream().map(String::valueOf).collect(Collectors.joining(" and "));
    }

    void failure(Class<? extends Throwable> type) {
        Answer answer = ended();
        if (answer.causes().stream().noneMatch(type::isInstance)) {
            fail("expected a failure with " + type.getName() + ", but " + answer + causedBy(answer));
        }
    }

    void failure(String messagePart) {
        Answer answer = ended();
        boolean found = answer.causes().stream()
                        .anyMatch(cause -> String.valueOf(cause.getMessage()).contains(messagePart))
                || answer.failed() && answer.body().contains(messagePart);
        if (!found) {
            fail("expected a failure that says '" + messagePart + "', but " + answer + causedBy(answer)
                    + butStatus(answer));
        }
    }

    private static String causedBy(Answer answer) {
        return answer.causes().stream()
                .skip(1)
                .map(cause -> ", caused by " + cause)
                .collect(Collectors.joining());
    }

    void answer(Object expected) {
        Answer answer = ended();
        if (!means(answer.body(), expected)) {
            fail("expected the answer\n  " + Reply.text(expected) + "\nbut " + answer);
        }
    }

    void answer(int status, Object expected) {
        Answer answer = ended();
        if (!Objects.equals(answer.status(), status) || !means(answer.body(), expected)) {
            fail("expected the answer\n  " + status + ": " + Reply.text(expected) + "\nbut " + answer);
        }
    }

    void answer(Consumer<String> assertions) {
        Answer answer = ended();
        try {
            assertions.accept(answer.body());
        } catch (AssertionError e) {
            ScriptFailure failure = new ScriptFailure(
                    "the answer is not as expected: " + e.getMessage() + "\n" + answer + course.report());
            failure.initCause(e);
            throw failure;
        }
    }

    /** The same text, or JSON that means the same. */
    static boolean means(String found, Object expected) {
        String text = Reply.text(expected);
        if (text.equals(found)) {
            return true;
        }
        JsonNode one = Reply.json(text);
        return one != null && !one.isMissingNode() && one.equals(Reply.json(found));
    }

    private Answer ended() {
        course.rest();
        if (!course.hasBegun()) {
            throw new IllegalStateException("nothing was sent yet: say when(..) before what is expected of it");
        }
        Answer answer = course.answer();
        if (answer == null) {
            throw new ScriptFailure("what was sent has not ended: "
                    + (course.isHeld()
                            ? "an answer is held back, let it go with release() or advance(..)"
                            : "its saga waits for the clock, turn it with advance(..)")
                    + course.report());
        }
        return answer;
    }

    private void fail(String message) {
        throw course.failure(message);
    }
}
