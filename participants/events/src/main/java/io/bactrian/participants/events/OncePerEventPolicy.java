package io.bactrian.participants.events;

import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.spi.Policy;

/**
 * The policy {@code once-per-event}: gives the block the {@link Event} as the body and runs it in one database transaction, with effect
 * once per event and route, however often Kafka delivers it.
 *
 * <p>A block that fails is run again, in a new transaction and with the message as it came, after a wait that doubles; after the last
 * attempt the event goes to the dead-letter topic with the reason and the next one is handled. An event that cannot be read goes there
 * at once. While the database or the broker is away nothing counts as an attempt: the event stays where it is. The route's own error
 * handler has no part in any of this.
 *
 * <p>Guaranteed by the database, so across all replicas that use it. Not guaranteed: what the block does elsewhere than in this database,
 * and what it does on other threads. The consumer is known by its route's id: under another id it handles old events again.
 */
final class OncePerEventPolicy implements Policy {

    private final EventHandling handling;
    private final EventsProperties.Retry retry;

    OncePerEventPolicy(EventHandling handling, EventsProperties.Retry retry) {
        this.handling = handling;
        this.retry = retry;
    }

    /**
     * Takes the error handler from the block, where a retry in the middle would keep what the failed try has written, and from all that
     * is around it, where a fault that is "handled" would tell Kafka that the event is.
     */
    @Override
    public void beforeWrap(Route route, NamedNode definition) {
        if (route.getEndpoint() instanceof KafkaEndpoint kafka) {
            LosslessConsumer.configure(kafka, retry.longestWait());
        }
        if (definition instanceof ProcessorDefinition<?> block) {
            withoutErrorHandler(block);
            for (ProcessorDefinition<?> around = block.getParent(); around != null; around = around.getParent()) {
                around.setInheritErrorHandler(false);
            }
        }
    }

    @Override
    public Processor wrap(Route route, Processor block) {
        return new OncePerEventProcessor(handling, route.getRouteId(), block);
    }

    private static void withoutErrorHandler(ProcessorDefinition<?> definition) {
        definition.setInheritErrorHandler(false);
        definition.getOutputs().forEach(OncePerEventPolicy::withoutErrorHandler);
    }
}
