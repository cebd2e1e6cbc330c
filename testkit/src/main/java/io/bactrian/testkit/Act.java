package io.bactrian.testkit;

import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One answer of a script.
 *
 * @param reply what is answered; null hangs up
 * @param hold nothing is answered for this long by the test's clock; null answers at once
 * @param held nothing is answered until the test says so
 * @param lost the work is done, but the connection is cut instead of an answer
 * @param dies the service stops listening and the connection is cut
 */
record Act(
        @Nullable Function<Request, Reply> reply, @Nullable Duration hold, boolean held, boolean lost, boolean dies) {

    static final Act HANG_UP = new Act(null, null, false, false, false);
    static final Act DIE = new Act(null, null, false, false, true);

    static Act answer(Function<Request, Reply> reply) {
        return new Act(reply, null, false, false, false);
    }

    Act after(Duration delay) {
        return new Act(reply, delay, false, lost, dies);
    }

    Act onRelease() {
        return new Act(reply, null, true, lost, dies);
    }

    Act losingItsAnswer() {
        return new Act(reply, hold, held, true, dies);
    }
}
