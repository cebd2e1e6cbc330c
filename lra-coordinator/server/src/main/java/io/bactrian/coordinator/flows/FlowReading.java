package io.bactrian.coordinator.flows;

import io.bactrian.coordinator.reading.GroupProgress;
import io.bactrian.coordinator.regular.OrderlyEnd;
import io.bactrian.coordinator.regular.RegularWork;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;

/**
 * Reads events and looks for what is late while the coordinator runs. A broker that cannot be reached keeps the coordinator
 * neither from starting nor from driving its sagas.
 */
final class FlowReading implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(FlowReading.class);
    private static final Duration BETWEEN_STARTS = Duration.ofSeconds(5);
    private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(3);
    private static final Duration BETWEEN_PURGES = Duration.ofMinutes(10);

    private final FlowTracker tracker;
    private final LateWatch watch;
    private final ConcurrentMessageListenerContainer<byte[], byte[]> container;
    private final GroupProgress progress;
    private final DefaultKafkaProducerFactory<byte[], byte[]> letters;
    private final FlowProperties properties;
    private final RegularWork regular = new RegularWork(LOG, "flows could not be looked after");
    private volatile boolean wanted;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "bactrian-flows");
        thread.setDaemon(true);
        return thread;
    });

    FlowReading(
            FlowTracker tracker,
            LateWatch watch,
            ConcurrentMessageListenerContainer<byte[], byte[]> container,
            GroupProgress progress,
            DefaultKafkaProducerFactory<byte[], byte[]> letters,
            FlowProperties properties) {
        this.tracker = tracker;
        this.watch = watch;
        this.container = container;
        this.progress = progress;
        this.letters = letters;
        this.properties = properties;
    }

    @Override
    public void start() {
        wanted = true;
        tracker.adoptDeclarations();
        every(BETWEEN_STARTS, Duration.ZERO, this::read);
        every(BETWEEN_PURGES, BETWEEN_PURGES, this::purge);
        if (!properties.pollInterval().isZero()) {
            every(properties.pollInterval(), properties.pollInterval(), watch::look);
        }
    }

    void every(Duration interval, Duration first, Runnable work) {
        regular.every(timer, interval, first, work);
    }

    /** Also when the reading ended by a fault of its own: nobody else would begin it again. */
    void read() {
        if (!wanted || container.isChildRunning()) {
            return;
        }
        try {
            container.stop(); // one that could not begin counts as running, and would not start again
            container.start();
        } catch (org.apache.kafka.common.KafkaException e) {
            LOG.warn(
                    "events of flows cannot be read yet, it is tried again every {} s: {}",
                    BETWEEN_STARTS.toSeconds(),
                    e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
        }
    }

    /** A batch, and the next one behind whatever else is to be done. */
    void purge() {
        if (tracker.purge(properties.retention()) && !timer.isShutdown()) {
            LOG.debug("purged a batch of flows");
            timer.execute(() -> regular.contained(this::purge));
        }
    }

    /** Partitions of the topics of flows that this process reads; 0 also while it reads none. */
    int partitions() {
        Collection<TopicPartition> assigned = container.getAssignedPartitions();
        return assigned == null ? 0 : assigned.size();
    }

    /** It reads, or would if there were enough partitions. */
    boolean isReading() {
        return container.isChildRunning();
    }

    /** By how much the regular work that is the latest is late, be it that it takes long or that it has ended for ever. */
    Duration lateBy() {
        return regular.lateBy().orElse(Duration.ZERO);
    }

    /** Comes before the web server has answered what it was asked: the ledger must stay usable. */
    @Override
    public void stop() {
        wanted = false;
        OrderlyEnd.of(LONGEST_GOODBYE, timer);
        container.stop();
        progress.close();
        letters.destroy();
    }

    @Override
    public boolean isRunning() {
        return wanted;
    }
}
