package io.bactrian.participants.insurance.notifications;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.spi.Policy;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.integration.support.locks.LockRegistry;

/**
 * The policy {@code one-at-a-time}: while a block runs for a record's key, blocks for the same key wait, on all replicas that share the
 * locks. A courtesy and no guarantee: whoever gets no lock in time, or finds nobody to give one, goes on without.
 */
final class OneAtATime implements Policy {

    private static final Logger LOG = LoggerFactory.getLogger(OneAtATime.class);
    private static final long PATIENCE_MILLIS = 2_000;

    private final LockRegistry locks;

    OneAtATime(LockRegistry locks) {
        this.locks = locks;
    }

    @Override
    public void beforeWrap(Route route, NamedNode definition) {}

    @Override
    public Processor wrap(Route route, Processor block) {
        return new DelegateAsyncProcessor(block) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                Lock lock = locks.obtain(key(exchange));
                boolean held = tryLock(lock);
                try {
                    PluginHelper.getAsyncProcessorAwaitManager(exchange.getContext())
                            .process(getProcessor(), exchange);
                } finally {
                    if (held) {
                        unlock(lock);
                    }
                }
                callback.done(true);
                return true;
            }
        };
    }

    private static String key(Exchange exchange) {
        byte[] key = exchange.getMessage().getHeader(KafkaConstants.KEY, byte[].class);
        return key == null ? "no key" : new String(key, StandardCharsets.UTF_8);
    }

    private static boolean tryLock(Lock lock) {
        try {
            return lock.tryLock(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (RuntimeException e) {
            LOG.debug("Goes on without a lock", e);
            return false;
        }
    }

    private static void unlock(Lock lock) {
        try {
            lock.unlock();
        } catch (RuntimeException e) {
            LOG.debug("The lock was gone before it was given back", e);
        }
    }
}
