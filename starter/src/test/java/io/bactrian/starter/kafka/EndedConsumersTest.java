package io.bactrian.starter.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.bactrian.starter.kafka.Requests.Replying;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.requestreply.ReplyingKafkaTemplate;
import org.springframework.kafka.support.TopicPartitionOffset;

/** Consumers that a fault has ended, or would end. */
class EndedConsumersTest {

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final KafkaConnection CONNECTION = new KafkaConnection(servers(), servers(), servers());

    private final MockConsumer<String, byte[]> healthy = new MockConsumer<>(OffsetResetStrategy.EARLIEST);
    private final MockConsumer<String, byte[]> fenced = new MockConsumer<>(OffsetResetStrategy.EARLIEST);

    private static Map<String, Object> servers() {
        return Map.of("bootstrap.servers", "localhost:1", "group.id", "shop");
    }

    EndedConsumersTest() {
        fenced.setPollException(new FencedInstanceIdException("somebody else has this name"));
        for (MockConsumer<String, byte[]> consumer : List.of(healthy, fenced)) {
            for (int i = 0; i < 2; i++) {
                consumer.updateBeginningOffsets(Map.of(new TopicPartition("commands", i), 0L));
                consumer.updateEndOffsets(Map.of(new TopicPartition("replies", i), 0L));
            }
        }
    }

    private static DefaultKafkaConsumerFactory<String, byte[]> consumers(MockConsumer<String, byte[]> consumer) {
        return new DefaultKafkaConsumerFactory<>(servers()) {
            @Override
            protected Consumer<String, byte[]> createKafkaConsumer(
                    String groupId, String prefix, String suffix, Properties properties) {
                return consumer;
            }
        };
    }

    @Test
    void repliesAreReadFromWhereTheirTopicEndedBeforeTheFirstCommand() {
        assertThat(Requests.properties("replies", Map.of(0, 0L, 1, 7L)).getTopicPartitions())
                .extracting(
                        TopicPartitionOffset::getPartition, TopicPartitionOffset::getOffset, one -> one.getPosition())
                .containsExactlyInAnyOrder(tuple(0, 0L, null), tuple(1, 7L, null));
    }

    @Test
    void commandsAreTakenAgainByANewConsumer() {
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        CommandIntake intake = intake(scheduler);
        healthy.schedulePollTask(() -> healthy.rebalance(List.of(new TopicPartition("commands", 0))));
        intake.startContainer(consumers(fenced));
        await().atMost(LONGEST).until(intake::hasEnded);
        assertThat(intake.isListening()).isFalse();

        intake.startContainer(consumers(healthy));

        await().atMost(LONGEST).until(intake::isListening);
        assertThat(intake.hasEnded()).isFalse();
        intake.stop();
        assertThat(intake.hasEnded()).isFalse();
        scheduler.shutdownNow();
    }

    private static CommandIntake intake(ScheduledExecutorService scheduler) {
        return new CommandIntake(
                CONNECTION,
                new KafkaCallbacks.Settings(new CommandTopic("commands"), "shop", 1, Duration.ofSeconds(1), 1),
                new CommandListener(null, 1),
                new Answers(CONNECTION),
                scheduler);
    }

    @Test
    void repliesAreReadAgainByANewConsumer() {
        Iterator<MockConsumer<String, byte[]>> next = List.of(fenced, healthy).iterator();
        try (Requests requests = new Requests(CONNECTION, "replies", patience -> replying(next.next()))) {
            Replying first = requests.replying(LONGEST);
            await().atMost(LONGEST).until(() -> !first.container().isRunning());

            Replying second = requests.replying(LONGEST);

            assertThat(second).isNotSameAs(first);
            assertThat(second.container().isRunning()).isTrue();
            assertThat(requests.replying(LONGEST)).isSameAs(second);
        }
    }

    @Test
    void repliesAreReadAfterATryThatEndedWithWhatIsNoException() {
        AtomicInteger tries = new AtomicInteger();
        try (Requests requests = new Requests(CONNECTION, "replies", patience -> {
            if (tries.getAndIncrement() == 0) {
                throw new NoClassDefFoundError("a part of the client");
            }
            return replying(healthy);
        })) {
            assertThatThrownBy(() -> requests.replying(LONGEST)).isInstanceOf(NoClassDefFoundError.class);

            assertThat(requests.replying(LONGEST).container().isRunning()).isTrue();
        }
    }

    private static Replying replying(MockConsumer<String, byte[]> consumer) {
        KafkaMessageListenerContainer<String, byte[]> container = new KafkaMessageListenerContainer<>(
                consumers(consumer), Requests.properties("replies", Map.of(0, 0L, 1, 7L)));
        ReplyingKafkaTemplate<String, byte[], byte[]> template =
                new ReplyingKafkaTemplate<>(new DefaultKafkaProducerFactory<>(servers()), container);
        template.start();
        return new Replying(template, container);
    }

    @Test
    void aBrokerThatRefusesTheSignInIsAskedAgain() {
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();

        assertThat(intake(scheduler).properties().getAuthExceptionRetryInterval())
                .isEqualTo(Duration.ofSeconds(10));
        assertThat(Requests.properties("replies", Map.of(0, 0L, 1, 7L)).getAuthExceptionRetryInterval())
                .isEqualTo(Duration.ofSeconds(10));
        scheduler.shutdownNow();
    }
}
