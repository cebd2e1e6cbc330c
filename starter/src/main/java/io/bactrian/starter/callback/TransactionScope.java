package io.bactrian.starter.callback;

import io.bactrian.starter.protocol.LraId;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.model.PolicyDefinition;
import org.apache.camel.model.TransactedDefinition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outermost {@code transacted()} that an exchange is in. The copies that split and multicast make share it; what nobody waits for
 * is in none.
 */
public final class TransactionScope {

    private static final Logger LOG = LoggerFactory.getLogger(TransactionScope.class);
    private static final String PROPERTY = "BactrianTransaction";

    private final Strand strand;
    private final Queue<LraId> closed = new ConcurrentLinkedQueue<>();

    private TransactionScope(Strand strand) {
        this.strand = strand;
    }

    /** The one around this part of the route, empty when there is none. */
    public static Optional<TransactionScope> around(Exchange exchange) {
        return Optional.ofNullable(exchange.getProperty(PROPERTY, TransactionScope.class))
                .filter(scope -> scope.strand.equals(Strand.of(exchange)));
    }

    /** Whether this node of a route begins or joins a transaction, as far as its name says. */
    public static boolean isBegunBy(@Nullable NamedNode definition) {
        String ref;
        if (definition instanceof TransactedDefinition transacted) {
            ref = transacted.getRef();
        } else if (definition instanceof PolicyDefinition policy) {
            ref = policy.getRef();
        } else {
            return false;
        }
        return ref == null || !ref.endsWith("NOT_SUPPORTED") && !ref.endsWith("NEVER");
    }

    /** Null when the exchange is in one already. */
    static @Nullable TransactionScope enter(Exchange exchange) {
        if (around(exchange).isPresent()) {
            return null;
        }
        TransactionScope scope = new TransactionScope(Strand.of(exchange));
        exchange.setProperty(PROPERTY, scope);
        return scope;
    }

    /** A saga has been closed while the transaction runs. */
    public void hasClosed(LraId saga) {
        closed.add(saga);
    }

    void leave(Exchange exchange, boolean rolledBack) {
        exchange.removeProperty(PROPERTY);
        if (rolledBack) {
            closed.forEach(saga -> LOG.error(
                    "Saga {} was closed, and then the transaction around it was rolled back: what its steps wrote in"
                            + " this transaction is lost, and no compensation will run. Put transacted() inside a step,"
                            + " never around saga()",
                    saga));
        }
    }
}
