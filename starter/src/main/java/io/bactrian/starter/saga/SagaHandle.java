package io.bactrian.starter.saga;

import io.bactrian.starter.protocol.LraId;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.apache.camel.saga.CamelSagaCoordinator;
import org.apache.camel.saga.CamelSagaStep;
import org.jspecify.annotations.Nullable;

/**
 * What Camel holds of a saga. Camel asks for a new saga before it shows the step, so a new one starts with its first step. All
 * futures are completed when they are returned: the route goes on on the thread it came with.
 */
final class SagaHandle implements CamelSagaCoordinator {

    private final Sagas sagas;
    private volatile @Nullable LraId id;

    SagaHandle(Sagas sagas, @Nullable LraId id) {
        this.sagas = sagas;
        this.id = id;
    }

    /** Null until the first step began. */
    @Override
    public @Nullable String getId() {
        LraId known = id;
        return known == null ? null : known.value();
    }

    @Override
    public CompletableFuture<Void> beginStep(Exchange exchange, CamelSagaStep step) {
        return completed(() -> {
            LraId known = id;
            if (known == null) {
                id = sagas.start(exchange, step);
            } else {
                sagas.join(known, exchange, step);
            }
        });
    }

    @Override
    public CompletableFuture<Void> compensate(Exchange exchange) {
        return completed(() -> {
            LraId known = id == null ? startedBefore(exchange) : id;
            if (known != null) {
                sagas.cancel(known, exchange);
            }
        });
    }

    @Override
    public CompletableFuture<Void> complete(Exchange exchange) {
        return completed(() -> {
            LraId known = id;
            if (known != null) {
                sagas.close(known, exchange);
            }
        });
    }

    /** The start succeeded and the join after it did not: there is a saga to cancel. */
    private static @Nullable LraId startedBefore(Exchange exchange) {
        SagaScope scope = SagaScope.current(exchange);
        return scope == null ? null : scope.started();
    }

    private static CompletableFuture<Void> completed(Runnable work) {
        try {
            work.run();
            return CompletableFuture.completedFuture(null);
        } catch (RuntimeException | Error e) { // Camel would lose what is thrown at it here, and never go on
            return CompletableFuture.failedFuture(e);
        }
    }
}
