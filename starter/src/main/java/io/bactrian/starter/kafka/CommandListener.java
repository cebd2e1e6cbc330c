package io.bactrian.starter.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.AcknowledgingMessageListener;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.kafka.support.Acknowledgment;

/**
 * Hands each command on and returns at once, so that the consumer stays in its group however long the work takes. Lets no more than
 * a given number of commands be under way.
 */
final class CommandListener implements AcknowledgingMessageListener<String, byte[]>, ConsumerAwareRebalanceListener {

    private static final Logger LOG = LoggerFactory.getLogger(CommandListener.class);

    /** How long a partition that goes to another replica waits for answers that are about to be given. */
    private static final Duration HANDOVER = Duration.ofSeconds(2);

    private final CommandDesk desk;
    private final int most;
    private final AtomicInteger underWay = new AtomicInteger();
    private final Map<TopicPartition, PartitionProgress> progress = new ConcurrentHashMap<>();
    private volatile @Nullable MessageListenerContainer container;
    private boolean stopping;

    /**
     * @param most commands under way at once
     */
    CommandListener(CommandDesk desk, int most) {
        this.desk = desk;
        this.most = most;
    }

    /** From now on by this one, which gets again whatever the one before has not committed. */
    synchronized void servedBy(MessageListenerContainer newContainer) {
        progress.keySet().forEach(this::abandon);
        container = newContainer;
    }

    @Override
    public void onMessage(ConsumerRecord<String, byte[]> record, @Nullable Acknowledgment acknowledgment) {
        Acknowledgment commit = Objects.requireNonNull(acknowledgment, "the container's ack mode is manual");
        Runnable done = progress.computeIfAbsent(
                        new TopicPartition(record.topic(), record.partition()), any -> new PartitionProgress())
                .begin(record.offset(), commit::acknowledge);
        if (underWay.incrementAndGet() >= most) {
            pause();
        }
        desk.take(Command.read(record), done, this::ended);
    }

    private void ended() {
        if (underWay.decrementAndGet() < most) {
            resume();
        }
    }

    private synchronized void resume() {
        MessageListenerContainer serving = container;
        if (serving != null && serving.isPauseRequested() && !stopping && underWay.get() < most) {
            serving.resume();
        }
    }

    private synchronized void pause() {
        MessageListenerContainer serving = container;
        if (serving != null && underWay.get() >= most) {
            serving.pause();
        }
    }

    /** Takes no more commands and waits a little until those at hand are answered. */
    void finish(Duration patience) {
        synchronized (this) {
            stopping = true;
            MessageListenerContainer serving = container;
            if (serving != null) {
                serving.pause();
            }
        }
        awaitAnswers(progress.values(), patience);
    }

    @Override
    public void onPartitionsRevokedBeforeCommit(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        awaitAnswers(
                partitions.stream().map(progress::get).filter(Objects::nonNull).toList(), HANDOVER);
    }

    @Override
    public void onPartitionsRevokedAfterCommit(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        partitions.forEach(this::abandon);
    }

    @Override
    public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        partitions.forEach(this::abandon);
    }

    private void abandon(TopicPartition partition) {
        PartitionProgress gone = progress.remove(partition);
        if (gone != null) {
            gone.abandon();
        }
    }

    private static void awaitAnswers(Collection<PartitionProgress> partitions, Duration patience) {
        try {
            CompletableFuture.allOf(
                            partitions.stream().map(PartitionProgress::whenDone).toArray(CompletableFuture[]::new))
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.debug("Commands without an answer come again, to whoever has their partition next");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
