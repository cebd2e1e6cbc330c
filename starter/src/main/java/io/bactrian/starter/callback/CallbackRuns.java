package io.bactrian.starter.callback;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The callbacks that run in this process, and how the last ones ended. A second call while one runs does not run again; a call
 * after a success is answered from memory; after a failure it runs again.
 */
final class CallbackRuns {

    private static final Logger LOG = LoggerFactory.getLogger(CallbackRuns.class);
    private static final int REMEMBERED = 20_000;

    private final Executor executor;
    private final Duration patience;
    private final Map<String, Run> runs = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Run> eldest) {
            // a running one must stay, or a repeat would run it twice
            return size() > REMEMBERED && eldest.getValue().answer.isDone();
        }
    });

    CallbackRuns(Executor executor, Duration patience) {
        this.executor = executor;
        this.patience = patience;
    }

    /** Waits a moment for the end; says that it runs, and where to ask, when that was not enough. */
    CallbackAnswer await(CompletableFuture<CallbackAnswer> run, CallbackKind kind, @Nullable String statusLink) {
        try {
            return run.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return CallbackAnswer.running(kind, statusLink);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CallbackAnswer.running(kind, statusLink);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Runs the work unless it runs or has succeeded.
     *
     * @return its answer, once there is one; it never fails
     */
    CompletableFuture<CallbackAnswer> run(String step, CallbackKind kind, Supplier<CallbackAnswer> work) {
        Run fresh = new Run(kind);
        Run run = runs.merge(step, fresh, (known, ignored) -> known.serves(kind) ? known : fresh);
        if (run == fresh) {
            try {
                executor.execute(() -> fresh.perform(work));
            } catch (RejectedExecutionException e) {
                fresh.answer.complete(CallbackAnswer.later("this application is stopping"));
            } catch (RuntimeException | Error e) { // without an answer it would count as running for ever
                LOG.warn("A callback could not begin", e);
                fresh.answer.complete(CallbackAnswer.failed(e.toString()));
            }
        }
        run.asked = kind;
        if (run.kind != kind) {
            return CompletableFuture.completedFuture(CallbackAnswer.later(
                    "this step is just " + run.kind.running().toLowerCase(Locale.ROOT)));
        }
        return run.answer.copy();
    }

    /**
     * Notes that a step was asked for something that did not begin: how its other phase once ended answers no question that comes
     * now, for there is one place to ask for both.
     */
    void asked(String step, CallbackKind kind) {
        Run run = runs.get(step);
        if (run != null) {
            run.asked = kind;
        }
    }

    /** How the last run of this step stands, empty when this process knows of none, or of none in the phase that was asked for last. */
    Optional<CallbackAnswer> statusOf(String step) {
        Run run = runs.get(step);
        if (run == null || run.asked != run.kind) {
            return Optional.empty();
        }
        CallbackAnswer answer = run.answer.getNow(null);
        if (answer == null) {
            return Optional.of(CallbackAnswer.running(run.kind, null).asStatus());
        }
        if (answer.succeeded() || answer.meaning() == CallbackAnswer.Meaning.IMPOSSIBLE) {
            return Optional.of(answer.asStatus());
        }
        // the coordinator counts it and asks again; what this process knows nothing of, it only asks again
        return Optional.of(CallbackAnswer.unknown("Failed: " + answer.body()));
    }

    private static final class Run {

        private final CallbackKind kind;
        private final CompletableFuture<CallbackAnswer> answer = new CompletableFuture<>();
        private volatile CallbackKind asked;

        Run(CallbackKind kind) {
            this.kind = kind;
            this.asked = kind;
        }

        boolean serves(CallbackKind asked) {
            CallbackAnswer ended = answer.getNow(null);
            return ended == null || kind == asked && ended.succeeded();
        }

        void perform(Supplier<CallbackAnswer> work) {
            try {
                answer.complete(work.get());
            } catch (RuntimeException | Error e) {
                LOG.warn("A callback broke down", e);
                answer.complete(CallbackAnswer.failed(e.toString()));
            }
        }
    }
}
