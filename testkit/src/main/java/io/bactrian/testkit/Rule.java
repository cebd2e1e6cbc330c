package io.bactrian.testkit;

import java.time.Duration;
import java.util.function.Function;

/**
 * What a scripted service does when certain calls come. Answers are given once each, in the order they are written, and
 * the last one from then on; {@link #times} limits the last one, and what has no answer left answers 200.
 *
 * @param <R> itself, so that a sentence goes on
 */
public abstract class Rule<R extends Rule<R>> {

    private final ScriptedServices services;
    private final ScriptedCall call;

    Rule(ScriptedServices services, ScriptedCall call) {
        this.services = services;
        this.call = call;
    }

    abstract R self();

    /** Answers with this status and no body. */
    public R answers(int status) {
        return answers(Reply.of(status));
    }

    /** Answers with this status and body: a text as it is, anything else as JSON. */
    public R answers(int status, Object body) {
        return answers(Reply.of(status, body));
    }

    /** Gives this answer. */
    public R answers(Reply reply) {
        return answers(request -> reply);
    }

    /** Gives the answer that is computed from the request. */
    public R answers(Function<Request, Reply> reply) {
        call.add(Act.answer(reply));
        return self();
    }

    /** Says that it cannot compensate, which is final: a person is needed. For {@code COMPENSATE step}. */
    public R failsToCompensate() {
        return answers(409, "FailedToCompensate");
    }

    /** Closes the connection before anything is done. */
    public R hangsUp() {
        call.add(Act.HANG_UP);
        return self();
    }

    /** Stops listening, before anything is done; {@link ScriptedServices#comeBack} starts it on the same port. */
    public R dies() {
        call.add(Act.DIE);
        return self();
    }

    /** The last answer is given this often and no more. */
    public R times(int times) {
        if (times < 1) {
            throw new IllegalArgumentException("an answer is given 1 or more times, was " + times);
        }
        call.limitLatest(times);
        return self();
    }

    /** The last answer comes only when the test's clock has been turned this far since the call came. */
    public R after(Duration delay) {
        if (services.clock() == null) {
            throw new IllegalStateException("after(" + delay + ") needs a clock that the test turns; these services"
                    + " were started without one: use whenReleased()");
        }
        call.changeLatest(act -> act.after(delay));
        return self();
    }

    /** The last answer comes only when the test says {@code release()}. */
    public R whenReleased() {
        call.changeLatest(Act::onRelease);
        return self();
    }

    /** The work of the last answer is done, but the answer is lost: so whoever calls has to call twice. */
    public R losesAnswer() {
        call.changeLatest(Act::losingItsAnswer);
        return self();
    }

    /**
     * The service is a participant: before it acts it joins the saga of the request's {@code Long-Running-Action}
     * header as this step. What it is called back for can be scripted under {@code COMPENSATE step},
     * {@code COMPLETE step}, {@code STATUS step}, {@code FORGET step} and {@code AFTER step}; the last three links are
     * offered to the coordinator only when something is scripted for them.
     */
    public R joins(String step) {
        if (call.pattern().callback() != null) {
            throw new IllegalArgumentException(call.pattern() + " is a callback; joins(\"" + step
                    + "\") belongs to the call that begins the step, like \"PUT http:shipping/shipments/*\"");
        }
        call.joinAs(step);
        return self();
    }

    /** The name its effects are known by, for a service that joins no saga: the step that calls it. */
    public R ofStep(String step) {
        call.name(step);
        return self();
    }

    /**
     * The calls that undo what these do, for a service that joins no saga. What the asterisks stand for must be the
     * same in both.
     */
    public R undoneBy(String pattern) {
        CallPattern undo = services.known(CallPattern.parse(pattern));
        if (undo.callback() != null || undo.stars() != call.pattern().stars()) {
            throw new IllegalArgumentException("'" + undo + "' cannot undo '" + call.pattern()
                    + "': both must be calls to a service with the same number of asterisks, which say what is undone");
        }
        call.undoneBy(undo);
        return self();
    }
}
