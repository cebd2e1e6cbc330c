package io.bactrian.coordinator.kafka;

import io.bactrian.coordinator.regular.RegularWork;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.event.ListenerContainerPartitionIdleEvent;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.transaction.TransactionException;
import org.springframework.util.backoff.ExponentialBackOff;
import org.springframework.util.backoff.FixedBackOff;

/**
 * Reads the reply topic, in one consumer group with the coordinator's other nodes. An offset is committed only after the
 * ledger has what the record says. While the ledger cannot be used, nothing is skipped; what nobody can read goes to the
 * dead-letter topic with the reason, and the rest goes on.
 */
final class ReplyConsumer implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ReplyConsumer.class);
    private static final Duration LEDGER_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_LEDGER_PAUSE = Duration.ofSeconds(5);
    private static final long FAULT_TRIES = 4;
    private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(3);
    private static final Duration SIGN_IN_AGAIN = Duration.ofSeconds(10);
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Duration LONGEST_COMMIT = Duration.ofSeconds(3);

    private final Duration lookAgain;
    private final UnreadableReplies unreadable;
    private final ConcurrentMessageListenerContainer<byte[], byte[]> container;
    private final ScheduledExecutorService starter = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "bactrian-kafka-start");
        thread.setDaemon(true);
        return thread;
    });
    private final RegularWork regular = new RegularWork(LOG, "the reply topic could not be looked after");
    private volatile boolean wanted;

    ReplyConsumer(
            ConsumerFactory<byte[], byte[]> consumers,
            KafkaOperations<byte[], byte[]> deadLetters,
            KafkaSettings settings,
            ReplyListener listener,
            Counts counts) {
        this(consumers, deadLetters, settings, listener, counts, SIGN_IN_AGAIN);
    }

    /**
     * @param lookAgain after which it is looked whether it reads
     */
    ReplyConsumer(
            ConsumerFactory<byte[], byte[]> consumers,
            KafkaOperations<byte[], byte[]> deadLetters,
            KafkaSettings settings,
            ReplyListener listener,
            Counts counts,
            Duration lookAgain) {
        this.lookAgain = lookAgain;
        this.unreadable = new UnreadableReplies(deadLetters, settings.deadLetters(), counts);
        ContainerProperties properties = new ContainerProperties(settings.replyTopic());
        properties.setGroupId(settings.group());
        properties.setMessageListener(listener);
        properties.setAckMode(ContainerProperties.AckMode.BATCH);
        properties.setAuthExceptionRetryInterval(SIGN_IN_AGAIN);
        properties.setShutdownTimeout(LONGEST_GOODBYE.toMillis());
        properties.setIdlePartitionEventInterval(IDLE.toMillis());
        this.container = new ConcurrentMessageListenerContainer<>(consumers, properties);
        container.setBeanName("bactrian-replies");
        container.setConcurrency(settings.consumers());
        container.setCommonErrorHandler(errorHandler(unreadable));
        container.setApplicationEventPublisher(event -> {
            if (event instanceof ListenerContainerPartitionIdleEvent idle) {
                commitPosition(idle.getTopicPartition(), idle.getConsumer());
            }
        });
    }

    /**
     * Behind the last answer there may be the mark of a transaction, or answers that were rolled back: they are read, but nobody
     * commits them, and {@link ReplyHearing} would take them for answers that nobody has read.
     */
    private void commitPosition(TopicPartition partition, Consumer<?, ?> consumer) {
        try {
            long position = consumer.position(partition, LONGEST_COMMIT);
            // asked each time: a batch that took long is committed after this, and with less
            OffsetAndMetadata committed =
                    consumer.committed(Set.of(partition), LONGEST_COMMIT).get(partition);
            if (committed == null || committed.offset() < position) {
                consumer.commitSync(Map.of(partition, new OffsetAndMetadata(position)), LONGEST_COMMIT);
            }
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            LOG.debug("the offset of {} could not be committed now", partition, e);
        }
    }

    private static DefaultErrorHandler errorHandler(UnreadableReplies unreadable) {
        DefaultErrorHandler handler =
                new DefaultErrorHandler(unreadable, new FixedBackOff(LEDGER_PAUSE.toMillis(), FAULT_TRIES));
        ExponentialBackOff ledgerAway = new ExponentialBackOff(LEDGER_PAUSE.toMillis(), 2);
        ledgerAway.setMaxInterval(LONGEST_LEDGER_PAUSE.toMillis());
        ledgerAway.setMaxElapsedTime(Long.MAX_VALUE);
        handler.setBackOffFunction((message, fault) -> isLedgerAway(fault) ? ledgerAway : null);
        handler.addNotRetryableExceptions(UnreadableReply.class);
        handler.setLogLevel(org.springframework.kafka.KafkaException.Level.DEBUG);
        handler.setRetryListeners((message, fault, attempt) -> {
            if (attempt > 1 || isLedgerAway(fault)) {
                LOG.warn(
                        "record {} could not be taken, attempt {}: {}",
                        UnreadableReplies.place(message),
                        attempt,
                        Faults.words(fault));
            }
        });
        return handler;
    }

    private static boolean isLedgerAway(Exception fault) {
        return (Faults.isCausedBy(fault, DataAccessException.class)
                        || Faults.isCausedBy(fault, TransactionException.class))
                && !Faults.isCausedBy(fault, DataIntegrityViolationException.class);
    }

    @Override
    public void start() {
        wanted = true;
        tryToStart();
        regular.every(starter, lookAgain, lookAgain, this::tryToStart);
        starter.execute(this::lookForDeadLetterTopic);
    }

    /**
     * A broker whose name is not known yet must not keep the coordinator from starting; and a reader that has ended by a fault of
     * its own would be begun again by nobody else.
     */
    private void tryToStart() {
        if (!wanted || container.isChildRunning()) {
            return;
        }
        try {
            container.stop(); // one whose readers have ended counts as running, and would not start again
            container.start();
        } catch (RuntimeException | Error e) {
            container.stop();
            LOG.warn(
                    "the reply topic cannot be read yet, it is tried again every {} s: {}",
                    lookAgain.toSeconds(),
                    Faults.words(e));
        }
    }

    private void lookForDeadLetterTopic() {
        if (wanted && !unreadable.lookForTopic() && wanted) {
            starter.schedule(this::lookForDeadLetterTopic, SIGN_IN_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void stop() {
        wanted = false;
        starter.shutdownNow();
        container.stop();
    }

    @Override
    public boolean isRunning() {
        return wanted;
    }

    /** Partitions of the reply topic that this process reads; 0 also while it reads none. */
    int partitions() {
        Collection<TopicPartition> assigned = container.getAssignedPartitions();
        return assigned == null ? 0 : assigned.size();
    }

    /** It reads, or would if there were enough partitions. */
    boolean isReading() {
        return container.isChildRunning();
    }
}
