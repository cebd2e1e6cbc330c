package io.bactrian.starter.barrier;

import io.bactrian.starter.callback.StepRun;

/** The action arrived after its step was compensated, or after the saga ended without it. An HTTP route answers it with 410. */
public final class StepTooLateException extends StepCallException {

    private static final long serialVersionUID = 1L;

    StepTooLateException(StepRun run) {
        super(
                run,
                "step '%s' of saga %s has ended before this call of its action arrived: it is refused"
                        .formatted(run.step(), run.saga()));
    }

    /** {@code 410 Gone}. */
    @Override
    public int status() {
        return 410;
    }
}
