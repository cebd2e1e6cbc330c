package io.bactrian.starter.kafka;

import io.bactrian.starter.callback.CallbackAnswer;
import io.bactrian.starter.callback.CallbackAnswer.Meaning;
import io.bactrian.starter.callback.CallbackRequest;
import io.bactrian.starter.callback.Callbacks;
import io.bactrian.starter.kafka.CommandCounts.Result;
import io.bactrian.starter.protocol.LraHeaders;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a command from its record to its answers. A record is done when the broker has an answer to it: the first one, if the work
 * takes longer, because from then on the coordinator comes back by itself should this process die.
 */
final class CommandDesk {

    private static final String UNUSABLE =
            "this application cannot use the command; its log and its dead letters say why";
    private static final Logger LOG = LoggerFactory.getLogger(CommandDesk.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** As long as the coordinator waits for an answer before it repeats its command. */
    private static final int MOST_CHECKS = 30;

    /** Each of which takes up to {@link Answers#DELIVER_WITHIN}. */
    private static final int MOST_SENDS = 60;

    /** Something went wrong that may pass: the coordinator repeats its command with back-off, as after an HTTP error. */
    static final String FAILED = "Failed";

    private final Callbacks callbacks;
    private final Answers answers;
    private final CommandTopic topic;
    private final Executor checking;
    private final ScheduledExecutorService scheduler;
    private final Duration answerWithin;
    private final Duration retryAfter;
    private final CommandCounts counts;

    /**
     * @param checking waits for the coordinator, which is asked about each command
     * @param answerWithin after which a command that still runs gets its first answer
     * @param retryAfter how long the coordinator is told to wait for the next one, a second or more; it comes in half that time
     */
    CommandDesk(
            Callbacks callbacks,
            Answers answers,
            CommandTopic topic,
            Executor checking,
            ScheduledExecutorService scheduler,
            Duration answerWithin,
            Duration retryAfter,
            CommandCounts counts) {
        this.callbacks = callbacks;
        this.answers = answers;
        this.topic = topic;
        this.checking = checking;
        this.scheduler = scheduler;
        this.answerWithin = answerWithin;
        this.retryAfter = retryAfter;
        this.counts = counts;
    }

    /**
     * Returns at once.
     *
     * @param done run once, when the record may be committed
     * @param ended run once, when its work and its last answer are out of the way
     */
    void take(Command command, Runnable done, Runnable ended) {
        new Case(command, done, ended).check(MOST_CHECKS);
    }

    /** One command on its way. */
    private final class Case {

        private final Command command;
        private final AtomicBoolean isDone = new AtomicBoolean();
        private final AtomicBoolean hasEnded = new AtomicBoolean();
        private final Runnable done;
        private final Runnable ended;
        private boolean over;
        private @Nullable ScheduledFuture<?> timer;

        Case(Command command, Runnable done, Runnable ended) {
            this.command = command;
            this.done = done;
            this.ended = ended;
        }

        void check(int triesLeft) {
            run(() -> checking.execute(() -> {
                CallbackRequest request = command.request();
                if (request == null) {
                    putAside(Result.UNREADABLE, command.problem());
                    return;
                }
                CompletableFuture<CallbackAnswer> work;
                try {
                    work = callbacks.begin(request);
                } catch (RuntimeException | Error e) {
                    LOG.error("Command {} cannot be looked at", command, e);
                    putAside(Result.UNREADABLE, e.toString());
                    return;
                }
                if (!work.isDone()) {
                    remind(answerWithin, request);
                }
                work.thenAccept(answer -> settle(answer, request, triesLeft)).exceptionally(fault -> {
                    LOG.error("Command {} cannot be answered; the coordinator repeats it", command, fault);
                    finish();
                    return null;
                });
            }));
        }

        private void settle(CallbackAnswer answer, CallbackRequest request, int triesLeft) {
            synchronized (this) {
                over = true;
                if (timer != null) {
                    timer.cancel(false);
                }
            }
            switch (answer.meaning()) {
                case DONE -> {
                    counts.count(Result.DONE);
                    last(() -> answers.answer(command, request.kind().done(), null, null));
                }
                case IMPOSSIBLE -> {
                    counts.count(Result.IMPOSSIBLE);
                    last(() -> answers.answer(command, request.kind().impossible(), null, null));
                }
                case FAILED, MISSING -> {
                    counts.count(answer.meaning() == Meaning.FAILED ? Result.FAILED : Result.MISSING);
                    last(() -> answers.answer(command, FAILED, answer.body(), null));
                }
                case LATER, RUNNING -> again(answer, triesLeft);
                case STALE -> {
                    counts.count(Result.REPEATED);
                    LOG.debug("Command {} has been carried out before: {}", command, answer.body());
                    finish();
                }
                case UNKNOWN -> putAside(Result.FOREIGN, answer.body());
                case FORGED -> {
                    counts.count(Result.FORGED);
                    LOG.warn("Refused command {}: {}", command, answer.body());
                    last(() -> answers.deadLetter(command, topic.deadLetters(), "refused: " + answer.body()));
                }
            }
        }

        private void again(CallbackAnswer answer, int triesLeft) {
            if (triesLeft > 1) {
                synchronized (this) {
                    over = false;
                }
                later(PAUSE, () -> check(triesLeft - 1));
            } else {
                counts.count(Result.LEFT);
                LOG.warn("Command {} is left to the coordinator, which repeats it: {}", command, answer.body());
                finish();
            }
        }

        private void putAside(Result why, String reason) {
            counts.count(why);
            LOG.warn("Command {} cannot be used and goes to {}: {}", command, topic.deadLetters(), reason);
            last(() -> answers.deadLetter(command, topic.deadLetters(), reason));
            if (command.canBeAnswered() && callbacks.isOurs(command.header(LraHeaders.LRA))) {
                // as well as can be: where it goes is what the record says, and nobody has vouched for that, so it says
                // nothing else
                CompletableFuture<?> unused = answers.answer(command, FAILED, UNUSABLE, null);
            }
        }

        /** Says again and again that the work goes on, in good time before the coordinator would repeat its command. */
        private void remind(Duration delay, CallbackRequest request) {
            synchronized (this) {
                if (over) {
                    return;
                }
                timer = later(delay, () -> run(() -> checking.execute(() -> stillRunning(request))));
            }
        }

        private void stillRunning(CallbackRequest request) {
            synchronized (this) {
                if (over) {
                    return;
                }
                // within the lock: it must not overtake the last answer
                CompletableFuture<?> unused = answers.answer(
                                command, request.kind().running(), null, retryAfter)
                        .thenRun(this::mayBeCommitted);
            }
            remind(retryAfter.dividedBy(2), request);
        }

        private void last(Supplier<CompletableFuture<?>> send) {
            last(send, MOST_SENDS);
        }

        /** Sends until the broker has it, or will never take it, or has been away for so long that the command comes again. */
        private void last(Supplier<CompletableFuture<?>> send, int triesLeft) {
            send.get().whenComplete((sent, fault) -> {
                if (fault == null) {
                    finish();
                } else if (triesLeft > 1 && Answers.mayPass(fault)) {
                    LOG.warn("No answer to command {} could be sent, trying again: {}", command, fault.toString());
                    later(PAUSE, () -> run(() -> checking.execute(() -> last(send, triesLeft - 1))));
                } else {
                    LOG.error("No answer to command {} could be sent; the coordinator repeats it", command, fault);
                    finish();
                }
            });
        }

        private void finish() {
            mayBeCommitted();
            if (hasEnded.compareAndSet(false, true)) {
                ended.run();
            }
        }

        private void mayBeCommitted() {
            if (isDone.compareAndSet(false, true)) {
                done.run();
            }
        }

        private @Nullable ScheduledFuture<?> later(Duration delay, Runnable work) {
            try {
                return scheduler.schedule(work, delay.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                return null; // stopping: the record comes back, to another replica or after the restart
            }
        }

        private void run(Runnable work) {
            try {
                work.run();
            } catch (RejectedExecutionException e) {
                LOG.debug("Stopping, command {} is left as it is", command);
            }
        }
    }
}
