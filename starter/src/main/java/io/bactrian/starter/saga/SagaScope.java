package io.bactrian.starter.saga;

import io.bactrian.starter.callback.BranchFailures;
import io.bactrian.starter.callback.Strand;
import io.bactrian.starter.protocol.LraHeaders;
import io.bactrian.starter.protocol.LraId;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.model.SagaPropagation;
import org.jspecify.annotations.Nullable;

/**
 * One pass of an exchange through a {@code saga()} block. The scopes of an exchange form a chain that only grows at its own
 * end: the copies that split and multicast make see the chain they were born with, and cannot disturb each other.
 */
final class SagaScope {

    private static final String PROPERTY = "BactrianSagaScope";

    private final SagaBlock block;
    private final @Nullable SagaScope outer;
    private final boolean handledBefore;
    private final Strand strand;
    private final @Nullable Object sagaBefore;
    private final AtomicInteger hiddenFailures = new AtomicInteger();
    private volatile @Nullable LraId started;
    private volatile @Nullable BegunStep step;
    private volatile boolean decided;

    private SagaScope(
            SagaBlock block,
            @Nullable SagaScope outer,
            boolean handledBefore,
            Strand strand,
            @Nullable Object sagaBefore) {
        this.block = block;
        this.outer = outer;
        this.handledBefore = handledBefore;
        this.strand = strand;
        this.sagaBefore = sagaBefore;
    }

    static SagaScope enter(Exchange exchange, SagaBlock block) {
        SagaScope scope = new SagaScope(
                block,
                current(exchange),
                handled(exchange),
                Strand.of(exchange),
                exchange.getMessage().getHeader(LraHeaders.LRA));
        exchange.setProperty(PROPERTY, scope);
        return scope;
    }

    void leave(Exchange exchange) {
        if (isApart()) {
            BranchFailures.happenedElsewhere(exchange);
        }
        nameSagaBefore(exchange);
        if (outer == null) {
            exchange.removeProperty(PROPERTY);
        } else {
            exchange.setProperty(PROPERTY, outer);
        }
    }

    /**
     * Camel does this after a close or cancel that succeeds, and not after one that fails: what comes next would join a saga that
     * is as good as ended, where nobody cancels it. A MANUAL saga goes on behind its block, unless that has failed.
     */
    private void nameSagaBefore(Exchange exchange) {
        LraId mine = started;
        if (mine == null || block.manual() && !(decided && failed(exchange))) {
            return;
        }
        Message message = exchange.getMessage();
        if (mine.value().equals(message.getHeader(LraHeaders.LRA))) {
            if (sagaBefore == null) {
                message.removeHeader(LraHeaders.LRA);
            } else {
                message.setHeader(LraHeaders.LRA, sagaBefore);
            }
        }
    }

    static @Nullable SagaScope current(Exchange exchange) {
        return exchange.getProperty(PROPERTY, SagaScope.class);
    }

    /** The block of this exchange that started the saga. */
    static Optional<SagaScope> starterOf(Exchange exchange, LraId saga) {
        for (SagaScope scope = current(exchange); scope != null; scope = scope.outer) {
            if (scope.hasStarted(saga)) {
                return Optional.of(scope);
            }
        }
        return Optional.empty();
    }

    /**
     * The block around this one whose undecided saga this one would have to join; empty when there is none, or this one is meant
     * to have a saga of its own.
     */
    Optional<SagaScope> aroundSameSaga() {
        if (block.propagation() == SagaPropagation.REQUIRES_NEW) {
            return Optional.empty();
        }
        for (SagaScope scope = outer; scope != null && scope.strand.equals(strand); scope = scope.outer) {
            if (scope.isApart() || scope.step != null) {
                return scope.saga() == null || scope.decided ? Optional.empty() : Optional.of(scope);
            }
        }
        return Optional.empty();
    }

    /** The step this exchange is in: its innermost block that has begun one. */
    static Optional<BegunStep> currentStep(Exchange exchange) {
        for (SagaScope scope = current(exchange); scope != null; scope = scope.outer) {
            BegunStep step = scope.step;
            if (step != null) {
                return Optional.of(step);
            }
            if (scope.started != null) {
                // the block has a saga of its own and no step in it: an outer step belongs to another saga
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    SagaBlock block() {
        return block;
    }

    /**
     * Something within the blocks of this exchange has failed or was rolled back, and the exchange may not say so any more. It is
     * the affair of the innermost saga; and what nobody waits for, of no saga that was there before it.
     */
    static void hasFailedWithin(Exchange exchange) {
        Strand strand = Strand.of(exchange);
        for (SagaScope scope = current(exchange); scope != null && scope.strand.equals(strand); scope = scope.outer) {
            scope.hiddenFailures.incrementAndGet();
            if (scope.isApart()) {
                return;
            }
        }
    }

    /** How often something in the block has failed, so far, where the exchange says nothing of it. */
    int hiddenFailures() {
        return hiddenFailures.get();
    }

    /** Whether what is in the block belongs to no saga that is around it. */
    private boolean isApart() {
        return started != null || block.propagation() == SagaPropagation.NOT_SUPPORTED;
    }

    void hasStartedNow(LraId saga) {
        started = saga;
    }

    @Nullable
    LraId started() {
        return started;
    }

    boolean hasStarted(LraId saga) {
        LraId mine = started;
        return mine != null && mine.uid().equals(saga.uid());
    }

    /** The saga that the block has started or joined. */
    @Nullable
    LraId saga() {
        BegunStep joined = step;
        return started == null && joined != null ? joined.saga() : started;
    }

    void hasBegun(BegunStep begun) {
        step = begun;
    }

    @Nullable
    BegunStep step() {
        return step;
    }

    /** The saga is decided, for all blocks of this exchange that are in it. */
    static void isDecidedNow(Exchange exchange, LraId saga) {
        for (SagaScope scope = current(exchange); scope != null; scope = scope.outer) {
            LraId its = scope.saga();
            if (its != null && its.uid().equals(saga.uid())) {
                scope.decided = true;
            }
        }
    }

    boolean decided() {
        return decided;
    }

    /**
     * Whether the block failed, even if an error handler has shaped an answer since. Camel clears the exception of a handled
     * failure, but stops routing and says so in the exchange; a continued one leaves no such mark, and neither does doTry.
     */
    boolean failed(Exchange exchange) {
        return exchange.getException() != null
                || exchange.isRollbackOnly()
                || exchange.isRollbackOnlyLast()
                || hiddenFailures() > 0
                || handled(exchange) && !handledBefore;
    }

    /** Why it failed, for people. */
    static String reason(Exchange exchange) {
        Exception failure = exchange.getException();
        if (failure == null) {
            failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        }
        if (failure == null) {
            return "rolled back";
        }
        return failure.getMessage() == null ? failure.getClass().getName() : failure.getMessage();
    }

    private static boolean handled(Exchange exchange) {
        return exchange.getExchangeExtension().isErrorHandlerHandledSet()
                && exchange.getExchangeExtension().isErrorHandlerHandled();
    }
}
