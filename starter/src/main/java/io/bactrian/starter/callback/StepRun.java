package io.bactrian.starter.callback;

import io.bactrian.starter.protocol.LraId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** One run of a saga step's action, compensation or completion: what the part of a route that is being run belongs to. */
public final class StepRun {

    private static final String PROPERTY = "BactrianStepRun";

    private final Phase phase;
    private final LraId saga;
    private final String id;
    private final String step;
    private final Map<String, String> options;
    private final AtomicBoolean passed = new AtomicBoolean();
    private volatile @Nullable Strand strand;
    private final AtomicInteger hiddenFailures = new AtomicInteger();

    /**
     * @param id of the begun step, which its action, its compensation and its completion share and nothing else does
     * @param options the step's own ones, without those that start with {@code bactrian.}
     */
    public StepRun(Phase phase, LraId saga, String id, String step, Map<String, String> options) {
        this.phase = phase;
        this.saga = saga;
        this.id = id;
        this.step = step;
        this.options = Map.copyOf(options);
    }

    /** Says that the exchange is made to run this. Whoever delivers a compensation or completion calls it on a new exchange. */
    public void mark(Exchange exchange) {
        strand = Strand.of(exchange);
        exchange.setProperty(PROPERTY, this);
    }

    /** What the exchange was made to run; empty when no compensation or completion is being delivered. */
    public static Optional<StepRun> markedOn(Exchange exchange) {
        return Optional.ofNullable(exchange.getProperty(PROPERTY, StepRun.class));
    }

    public Phase phase() {
        return phase;
    }

    public LraId saga() {
        return saga;
    }

    /** Tells this begin of the step from others of the same name: a caller that repeats its call begins the step again. */
    public String id() {
        return id;
    }

    /** The step's name: the route's id, or its option {@code bactrian.step}. */
    public String step() {
        return step;
    }

    public Map<String, String> options() {
        return options;
    }

    /** Takes the only pass that a run has through its barrier; false when it is taken, by this exchange or by a copy of it. */
    public boolean takePass() {
        return passed.compareAndSet(false, true);
    }

    /** Gives the pass back: what it was taken for failed, and may be tried again. */
    public void returnPass() {
        passed.set(false);
    }

    /**
     * What the exchange was made to run has failed, in a part of it or with its transaction, and does not say so any more. What
     * nobody waits for is no part of it.
     */
    static void hasFailedWithin(Exchange exchange) {
        markedOn(exchange)
                .filter(run -> Strand.of(exchange).equals(run.strand))
                .ifPresent(run -> run.hiddenFailures.incrementAndGet());
    }

    /** How often something in it has failed, so far, where the exchange says nothing of it. */
    public int hiddenFailures() {
        return hiddenFailures.get();
    }

    /** What a step is asked for. */
    public enum Phase {
        /** What the step is there for, within the route's {@code saga()} block. */
        ACTION,
        /** Undoes the action: the saga was cancelled. */
        COMPENSATION,
        /** Makes the action final: the saga was closed. */
        COMPLETION
    }
}
