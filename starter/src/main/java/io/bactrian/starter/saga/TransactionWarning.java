package io.bactrian.starter.saga;

import io.bactrian.starter.callback.TransactionScope;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.model.SagaDefinition;
import org.apache.camel.model.SagaPropagation;
import org.apache.camel.model.TransactedDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of a {@code saga()} inside {@code transacted()}, once per block. A saga is closed where its block ends, also inside a
 * transaction, as with camel-lra: where the close is refused, the transaction is rolled back. What is left is a rollback after the close, which
 * undoes no step.
 */
final class TransactionWarning {

    private static final Logger LOG = LoggerFactory.getLogger(TransactionWarning.class);

    private final SagaBlock block;
    private final AtomicBoolean given = new AtomicBoolean();

    /** Warns at once when the route itself shows it. */
    TransactionWarning(SagaBlock block, SagaDefinition definition) {
        this.block = block;
        if (startsSagas() && isTransacted(definition) && given.compareAndSet(false, true)) {
            LOG.warn(
                    "Route '{}' has transacted() around saga(): a saga that starts there is closed before the transaction"
                            + " commits, and a rollback after that undoes no step. Put transacted() inside a step, never"
                            + " around saga()",
                    block.routeId());
        }
    }

    /** Warns when a transaction of another route is around a saga that this block has started. */
    void onLeave(Exchange exchange, SagaScope scope) {
        if (startsSagas()
                && scope.started() != null
                && TransactionScope.around(exchange).isPresent()
                && given.compareAndSet(false, true)) {
            LOG.warn(
                    "Saga {} of route '{}' ran inside a transaction (a route that calls it has transacted()): it is closed"
                            + " before the transaction commits, and a rollback after that undoes no step. Put transacted()"
                            + " inside a step, never around saga()",
                    scope.started(),
                    block.routeId());
        }
    }

    /** What is decided by hand is closed where the route says so. */
    private boolean startsSagas() {
        return !block.manual()
                && (block.propagation() == SagaPropagation.REQUIRED
                        || block.propagation() == SagaPropagation.REQUIRES_NEW);
    }

    private static boolean isTransacted(SagaDefinition definition) {
        for (NamedNode node = definition.getParent(); node != null; node = node.getParent()) {
            if (node instanceof TransactedDefinition && TransactionScope.isBegunBy(node)) {
                return true;
            }
        }
        return false;
    }
}
