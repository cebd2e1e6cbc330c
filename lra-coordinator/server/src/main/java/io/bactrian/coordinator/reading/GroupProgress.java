package io.bactrian.coordinator.reading;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * The progress of the consumer group, as the broker knows it: offsets are committed after the ledger has the events, so that
 * the committed offsets of the group say what is in the ledger, whichever node put it there.
 */
public final class GroupProgress implements ReadingProgress, AutoCloseable {

    private static final ListOffsetsOptions TO_THE_END = new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED);

    private final Map<String, Object> settings;
    private final String group;
    private @Nullable Admin admin;

    /**
     * @param settings of the client, with time-outs that a thread can wait for
     */
    public GroupProgress(Map<String, Object> settings, String group) {
        this.settings = settings;
        this.group = group;
    }

    /** Made when it is needed first: nothing is asked of a broker before something may be late. */
    private synchronized Admin admin() {
        Admin client = admin;
        if (client == null) {
            client = Admin.create(settings);
            admin = client;
        }
        return client;
    }

    /**
     * To the end of what was published, also behind the beginning of a transaction that is still open: nobody can read that yet,
     * and it may be just what is waited for. Once the transaction has ended, readers get behind its end.
     */
    @Override
    public Mark mark(List<String> topics, Instant now) {
        return new Mark(now, offsets(partitions(topics), OffsetSpec.latest()));
    }

    @Override
    public boolean isRead(Mark mark) {
        if (mark.ends().isEmpty()) {
            return true;
        }
        Map<TopicPartition, OffsetAndMetadata> committed =
                get(admin().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        Map<TopicPartition, Long> unread = new HashMap<>();
        mark.ends().forEach((partition, end) -> {
            OffsetAndMetadata read = committed.get(partition);
            if (read == null || read.offset() < end) {
                unread.put(partition, end);
            }
        });
        if (unread.isEmpty()) {
            return true;
        }
        // what the broker has dropped by age cannot be read, and is waited for by nobody
        Map<TopicPartition, Long> beginnings = offsets(unread.keySet().stream().toList(), OffsetSpec.earliest());
        return unread.entrySet().stream()
                .allMatch(entry -> beginnings.getOrDefault(entry.getKey(), 0L) >= entry.getValue());
    }

    /** A topic that is not there has no partitions: nothing can have been published to it. */
    private List<TopicPartition> partitions(List<String> topics) {
        return admin().describeTopics(topics).topicNameValues().entrySet().stream()
                .flatMap(entry -> {
                    TopicDescription topic = getIfKnown(entry.getValue());
                    return topic == null
                            ? List.<TopicPartition>of().stream()
                            : topic.partitions().stream()
                                    .map(partition -> new TopicPartition(entry.getKey(), partition.partition()));
                })
                .toList();
    }

    private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec which) {
        Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> found = get(admin().listOffsets(
                        partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> which)),
                        TO_THE_END)
                .all());
        Map<TopicPartition, Long> offsets = new HashMap<>();
        found.forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    private static @Nullable TopicDescription getIfKnown(KafkaFuture<TopicDescription> answer) {
        try {
            return get(answer);
        } catch (IllegalStateException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return null;
            }
            throw e;
        }
    }

    private static <T> T get(KafkaFuture<T> answer) {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the broker is asked how far its topics go", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker does not say how far its topics go", e.getCause());
        }
    }

    @Override
    public synchronized void close() {
        if (admin != null) {
            admin.close(java.time.Duration.ofSeconds(2));
        }
    }
}
