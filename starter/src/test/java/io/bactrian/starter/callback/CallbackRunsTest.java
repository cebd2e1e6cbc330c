package io.bactrian.starter.callback;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.starter.callback.CallbackAnswer.Meaning;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class CallbackRunsTest {

    /** Else it would count as running for ever, and the coordinator would be told so. */
    @Test
    void aCallbackThatCouldNotBeginHasFailedAndBeginsWhenItIsAskedForAgain() {
        AtomicBoolean exhausted = new AtomicBoolean(true);
        Executor executor = work -> {
            if (exhausted.get()) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            work.run();
        };
        CallbackRuns runs = new CallbackRuns(executor, Duration.ofSeconds(20));

        CompletableFuture<CallbackAnswer> first = runs.run("step", CallbackKind.COMPENSATE, this::compensated);
        exhausted.set(false);
        CompletableFuture<CallbackAnswer> second = runs.run("step", CallbackKind.COMPENSATE, this::compensated);

        assertThat(first).isCompletedWithValueMatching(answer -> answer.meaning() == Meaning.FAILED);
        assertThat(second).isCompletedWithValueMatching(answer -> answer.meaning() == Meaning.DONE);
    }

    private CallbackAnswer compensated() {
        return CallbackAnswer.done(CallbackKind.COMPENSATE);
    }
}
