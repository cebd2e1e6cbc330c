package io.bactrian.starter.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it that topics are there. */
final class Topics {

    private static final Logger LOG = LoggerFactory.getLogger(Topics.class);
    private final KafkaConnection connection;
    private final Duration patience;

    /**
     * @param patience until the broker has answered a question
     */
    Topics(KafkaConnection connection, Duration patience) {
        this.connection = connection;
        this.patience = patience;
    }

    /**
     * Creates what is missing, with the broker's default for copies.
     *
     * @param wanted how many partitions each has if it must be created
     * @return how many partitions each has
     * @throws TopicMissingException whose message says what to do
     */
    Map<String, Integer> ensure(Map<String, Integer> wanted) {
        Admin admin = Clients.admin(connection, patience);
        try {
            Map<String, Integer> there = describe(admin, wanted.keySet());
            List<NewTopic> missing = new ArrayList<>();
            wanted.forEach((name, partitions) -> {
                if (!there.containsKey(name)) {
                    missing.add(new NewTopic(name, Optional.of(partitions), Optional.empty()));
                }
            });
            for (NewTopic topic : missing) {
                create(admin, topic);
                there.put(topic.name(), topic.numPartitions());
            }
            return there;
        } finally {
            admin.close(Duration.ZERO);
        }
    }

    /**
     * Where a topic ends now.
     *
     * @return the offset of the next record, by partition
     * @throws TopicMissingException when the broker does not tell
     */
    Map<Integer, Long> ends(String topic, int partitions) {
        Admin admin = Clients.admin(connection, patience);
        try {
            Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
            for (int i = 0; i < partitions; i++) {
                latest.put(new TopicPartition(topic, i), OffsetSpec.latest());
            }
            Map<Integer, Long> ends = new HashMap<>();
            await(admin.listOffsets(latest).all())
                    .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
            return ends;
        } catch (ExecutionException e) {
            throw isTimeout(e)
                    ? unreachable(cause(e))
                    : new TopicMissingException("cannot see where topic " + topic + " ends", cause(e));
        } catch (TimeoutException e) {
            throw unreachable(e);
        } finally {
            admin.close(Duration.ZERO);
        }
    }

    private Map<String, Integer> describe(Admin admin, Collection<String> names) {
        Map<String, Integer> there = new LinkedHashMap<>();
        Map<String, KafkaFuture<TopicDescription>> asked =
                admin.describeTopics(names).topicNameValues();
        asked.forEach((name, answer) -> {
            try {
                there.put(name, await(answer).partitions().size());
            } catch (ExecutionException e) {
                if (isTimeout(e)) {
                    throw unreachable(cause(e));
                }
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw new TopicMissingException("cannot see whether topic " + name + " is there", cause(e));
                }
            } catch (TimeoutException e) {
                throw unreachable(e);
            }
        });
        return there;
    }

    private void create(Admin admin, NewTopic topic) {
        try {
            await(admin.createTopics(List.of(topic)).all());
            LOG.info("Created topic {} with {} partitions", topic.name(), topic.numPartitions());
        } catch (ExecutionException e) {
            if (isTimeout(e)) {
                throw unreachable(cause(e));
            }
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new TopicMissingException(
                        "topic " + topic.name() + " is not there and cannot be created; create it, for example with"
                                + " kafka-topics.sh --create --topic " + topic.name() + " --partitions "
                                + topic.numPartitions() + " --bootstrap-server " + connection.servers(),
                        cause(e));
            }
        } catch (TimeoutException e) {
            throw unreachable(e);
        }
    }

    private static boolean isTimeout(ExecutionException e) {
        return e.getCause() instanceof org.apache.kafka.common.errors.TimeoutException;
    }

    private static Throwable cause(ExecutionException e) {
        return e.getCause() == null ? e : e.getCause();
    }

    private TopicMissingException unreachable(Throwable e) {
        return new TopicMissingException(
                "no answer from a broker at " + connection.servers()
                        + "; is it running, and is spring.kafka.bootstrap-servers right?",
                e);
    }

    private <T> T await(KafkaFuture<T> future) throws ExecutionException, TimeoutException {
        try {
            return future.get(patience.toMillis() + 500, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TopicMissingException("interrupted while waiting for the broker", e);
        }
    }
}
