package io.bactrian.starter.barrier;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bactrian.starter.saga.SelfCheck;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.spi.Policy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The policy {@code once}: runs the block it is around in one database transaction, at most once per saga step and phase.
 *
 * <p>In an action, the first call's answer (body, response code, and the simple headers and variables that the block set) is what every
 * repeat gets. A response code of 400 or more, or a {@link StepRefusedException}, is a refusal: recorded, its writes taken back. Any other
 * exception rolls everything back. A compensation that comes before its action is recorded, and the action is then refused with
 * {@link StepTooLateException}.
 *
 * <p>Guaranteed by the database, so across all replicas that use it. Not guaranteed: what the block does elsewhere than in this
 * database, and what it does on other threads.
 */
public final class OncePolicy implements Policy, SelfCheck {

    /** The exchange property that tells the {@link OncePass.Outcome} to the rest of the route. */
    public static final String OUTCOME = "bactrianOnce";

    private static final Logger LOG = LoggerFactory.getLogger(OncePolicy.class);

    private final Barrier barrier;
    private final StepTable table;
    private final Map<Route, Deque<ProcessorDefinition<?>>> beingWrapped = new ConcurrentHashMap<>();
    private volatile boolean used;
    private volatile boolean tableSeen;

    /**
     * @param dataSource where the business tables and {@code bactrian_once} are
     * @param transactions of this data source; a transaction that runs already is joined
     * @param json writes bodies that are neither text nor bytes
     * @param listeners called in this order within the transaction
     */
    public OncePolicy(
            DataSource dataSource,
            PlatformTransactionManager transactions,
            ObjectMapper json,
            List<OnceListener> listeners,
            Clock clock) {
        DataSource real = real(dataSource);
        TransactionTemplate template = new TransactionTemplate(transactions);
        // whoever has waited for a row must see what the one before has committed
        template.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
        this.table = new StepTable(real, clock);
        this.barrier = new Barrier(real, table, template, json, List.copyOf(listeners));
    }

    /**
     * Takes the route's error handler from the nodes within the block, so that a retry is a new transaction: one in the middle would
     * keep what the failed try has written. It stays around the block as a whole.
     */
    @Override
    public void beforeWrap(Route route, NamedNode definition) {
        if (definition instanceof ProcessorDefinition<?> block) {
            beingWrapped.computeIfAbsent(route, r -> new ArrayDeque<>()).push(block);
            withoutErrorHandler(block);
        }
    }

    @Override
    public Processor wrap(Route route, Processor processor) {
        Deque<ProcessorDefinition<?>> blocks = beingWrapped.getOrDefault(route, new ArrayDeque<>());
        if (!blocks.isEmpty()) {
            blocks.pop().setInheritErrorHandler(null);
        }
        if (blocks.isEmpty()) {
            beingWrapped.remove(route);
        }
        used = true;
        return new OnceProcessor(barrier, processor);
    }

    /** That the table is missing, where a route uses the policy; a database that is away is for others to tell. */
    @Override
    public Optional<String> fault() {
        if (!used || tableSeen) {
            return Optional.empty();
        }
        try {
            tableSeen = table.exists();
            return tableSeen ? Optional.empty() : Optional.of(StepTable.MISSING);
        } catch (DataAccessException e) {
            LOG.debug("Not known yet whether the table bactrian_once is there: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private static void withoutErrorHandler(ProcessorDefinition<?> definition) {
        definition.setInheritErrorHandler(false);
        definition.getOutputs().forEach(OncePolicy::withoutErrorHandler);
    }

    /** Spring's transaction managers know a data source by the one behind this proxy. */
    private static DataSource real(DataSource dataSource) {
        if (dataSource instanceof TransactionAwareDataSourceProxy proxy && proxy.getTargetDataSource() != null) {
            return proxy.getTargetDataSource();
        }
        return dataSource;
    }
}
