package io.bactrian.cli.compare;

import java.io.IOException;

/**
 * Something that happens to sagas, played against a coordinator over the wire.
 *
 * @param <R> what was observed
 */
public interface Scenario<R extends Scenario.Result> {

    /** What was observed, in words for a table. */
    interface Result {
        String shown();

        /** Whether the guarantee held. */
        boolean good();
    }

    String title();

    R play(CoordinatorProcess coordinator) throws IOException, InterruptedException;
}
