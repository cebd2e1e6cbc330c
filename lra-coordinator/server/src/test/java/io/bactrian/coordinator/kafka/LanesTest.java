package io.bactrian.coordinator.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LanesTest {

    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final Map<String, CountDownLatch> blocked = new ConcurrentHashMap<>();
    private final List<String> sent = new CopyOnWriteArrayList<>();
    private final Lanes lanes = new Lanes(this::send);

    @AfterEach
    void close() {
        lanes.close();
    }

    /** As the producer: blocks while it does not know a topic, and then gives up. */
    private CompletableFuture<?> send(ProducerRecord<byte[], byte[]> command) {
        CountDownLatch latch = blocked.get(command.topic());
        if (latch != null) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return CompletableFuture.failedFuture(new TimeoutException("Topic not present in metadata"));
        }
        if (command.value().length > 3) {
            throw new RecordTooLargeException("too large");
        }
        if (command.topic().equals("uncompressed")) {
            throw new NoClassDefFoundError("a type of compression");
        }
        sent.add(command.topic() + " " + new String(command.value(), StandardCharsets.UTF_8));
        return CompletableFuture.completedFuture(null);
    }

    private CompletableFuture<Void> send(String topic, String value) {
        return lanes.send(new ProducerRecord<>(topic, value.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void keepsTheOrderOfATopic() throws Exception {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            all.add(send("t", Integer.toString(i)));
            expected.add("t " + i);
        }
        for (CompletableFuture<Void> one : all) {
            assertThat(one).succeedsWithin(LONGEST);
        }

        assertThat(sent).containsExactlyElementsOf(expected);
    }

    @Test
    void aTopicThatBlocksHoldsUpNoOther() {
        CountDownLatch latch = new CountDownLatch(1);
        blocked.put("unknown", latch);
        CompletableFuture<Void> waiting = send("unknown", "a");

        assertThat(send("known", "b")).succeedsWithin(LONGEST);
        assertThat(waiting).isNotDone();
        latch.countDown();
        assertThat(waiting).failsWithin(LONGEST);
    }

    @Test
    void whatWaitedWhileATopicWasNotFoundComesBackWithIt() {
        CountDownLatch latch = new CountDownLatch(1);
        blocked.put("unknown", latch);
        CompletableFuture<Void> first = send("unknown", "a");
        CompletableFuture<Void> second = send("unknown", "b");
        latch.countDown();

        assertThat(first)
                .failsWithin(LONGEST)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(TimeoutException.class);
        assertThat(second).failsWithin(LONGEST);
        blocked.remove("unknown");
        assertThat(send("unknown", "c")).succeedsWithin(LONGEST);
        assertThat(sent).containsExactly("unknown c");
    }

    @Test
    void aRecordThatIsRefusedTakesNoOtherWithIt() {
        CompletableFuture<Void> tooLarge = send("t", "large");
        CompletableFuture<Void> fine = send("t", "ok");

        assertThat(tooLarge).failsWithin(LONGEST);
        assertThat(fine).succeedsWithin(LONGEST);
    }

    /** As of a type of compression whose library is missing. */
    @Test
    void aTopicWhoseProducerFailsWithAnErrorIsTriedWithEachCommand() {
        for (String value : List.of("a", "b")) {
            assertThat(send("uncompressed", value))
                    .failsWithin(LONGEST)
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(NoClassDefFoundError.class);
        }
    }
}
