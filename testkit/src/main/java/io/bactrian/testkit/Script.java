package io.bactrian.testkit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ScriptedParticipant} answers to one kind of call: each answer once, in the order they were given, and
 * 200 without a body from then on. May be extended while the participant is being called.
 */
public final class Script {

    private final Deque<Act> acts = new ArrayDeque<>();

    /**
     * One answer.
     *
     * @param status 0 hangs up without an answer
     * @param before nothing is answered until it is open; null answers at once
     */
    record Act(
            int status,
            String body,
            @Nullable String location,
            @Nullable CountDownLatch before) {}

    private static final Act DONE = new Act(200, "", null, null);

    Script() {}

    /** Answers with {@code status} and no body. */
    public Script answer(int status) {
        return answer(status, "");
    }

    /** Answers with {@code status} and a text, for example {@code FailedToCompensate}. */
    public Script answer(int status, String body) {
        return then(new Act(status, body, null, null));
    }

    /** Answers the next {@code times} calls with {@code status} and no body. */
    public Script answerTimes(int times, int status) {
        for (int i = 0; i < times; i++) {
            answer(status);
        }
        return this;
    }

    /** Answers 202 and says where to ask how it goes. */
    public Script answerInProgress(String location) {
        return then(new Act(202, "", location, null));
    }

    /** Answers with {@code status} once {@code latch} is open: a slow participant, without a sleep in the test. */
    public Script answerAfter(CountDownLatch latch, int status) {
        return then(new Act(status, "", null, latch));
    }

    /** Closes the connection without an answer, as a participant that dies does. */
    public Script hangUp() {
        return then(new Act(0, "", null, null));
    }

    private synchronized Script then(Act act) {
        acts.add(act);
        return this;
    }

    synchronized Act next() {
        Act act = acts.poll();
        return act == null ? DONE : act;
    }
}
