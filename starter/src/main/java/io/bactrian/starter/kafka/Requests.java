package io.bactrian.starter.kafka;

import io.bactrian.starter.protocol.LraHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.kafka.requestreply.KafkaReplyTimeoutException;
import org.springframework.kafka.requestreply.ReplyingKafkaTemplate;
import org.springframework.kafka.requestreply.RequestReplyFuture;
import org.springframework.kafka.support.TopicPartitionOffset;

/**
 * Commands with replies. All replicas of an application share one topic of replies; each reads all of it from the moment it starts,
 * without a consumer group, and knows its own by their token. Starts with the first command.
 */
public final class Requests implements AutoCloseable {

    /** What a reply says in {@code Bactrian-Status} when the command failed; its value is the reason then. */
    static final String FAILED = "Failed";

    private static final Logger LOG = LoggerFactory.getLogger(Requests.class);
    private static final Duration BLOCK_AT_MOST = Duration.ofSeconds(5);
    private static final Duration DELIVER_WITHIN = Duration.ofSeconds(10);
    private static final Duration AFTER_ALL = Duration.ofSeconds(1);
    private static final int POLL_RECORDS = 500;
    private static final long POLL_MILLIS = 250;

    private final KafkaConnection connection;
    private final String replyTopic;
    private final DefaultKafkaProducerFactory<String, byte[]> producers;
    private final KafkaTemplate<String, byte[]> plain;
    private final Function<Duration, Replying> opening;
    private final AtomicReference<@Nullable CompletableFuture<Replying>> replying = new AtomicReference<>();

    /** They time out what still waits for a reply. */
    private final Queue<Replying> ended = new ConcurrentLinkedQueue<>();

    /**
     * Sends and reads replies.
     *
     * @param container of the replies' topic; when it does not run, no reply comes any more
     */
    record Replying(ReplyingKafkaTemplate<String, byte[], byte[]> template, MessageListenerContainer container) {}

    /**
     * @param replyTopic the same in all replicas, and another in each application
     */
    public Requests(KafkaConnection connection, String replyTopic) {
        this(connection, replyTopic, null);
    }

    /**
     * @param opening of the replies' topic within a time; null for the real one
     */
    Requests(KafkaConnection connection, String replyTopic, @Nullable Function<Duration, Replying> opening) {
        this.connection = connection;
        this.replyTopic = replyTopic;
        this.opening = opening == null ? this::start : opening;
        this.producers = Clients.producers(connection, BLOCK_AT_MOST, DELIVER_WITHIN);
        this.plain = new KafkaTemplate<>(producers);
        plain.setProducerListener(Clients.quiet());
    }

    /**
     * Sends a command and waits for its reply.
     *
     * @param key commands with the same one stay in order; null for any partition
     * @param timeout for all of it
     * @return the value of the reply, null when it has none
     * @throws RequestException when there is none that says success
     */
    byte @Nullable [] request(
            String topic, @Nullable String key, byte[] value, Map<String, String> headers, Duration timeout) {
        ProducerRecord<String, byte[]> record = record(topic, key, value, headers);
        RecordHeaders.put(record.headers(), LraHeaders.REPLY_TOPIC, replyTopic);
        RequestReplyFuture<String, byte[], byte[]> reply;
        long end = System.nanoTime() + timeout.toNanos();
        try {
            ReplyingKafkaTemplate<String, byte[], byte[]> template =
                    replying(timeout).template();
            reply = template.sendAndReceive(record, Duration.ofNanos(Math.max(1, end - System.nanoTime())));
        } catch (RuntimeException e) {
            throw e instanceof RequestException typed ? typed : new RequestNotSentException(topic, reason(e), e);
        }
        try {
            // the template ends it in time, unless it is stopped meanwhile: then it forgets who waits
            ConsumerRecord<String, byte[]> answer =
                    reply.get(timeout.plus(AFTER_ALL).toMillis(), TimeUnit.MILLISECONDS);
            if (FAILED.equalsIgnoreCase(RecordHeaders.text(answer.headers(), LraHeaders.STATUS))) {
                throw new RequestRefusedException(
                        topic, answer.value() == null ? "" : new String(answer.value(), StandardCharsets.UTF_8));
            }
            return answer.value();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RequestTimedOutException(topic, timeout, e);
        } catch (TimeoutException e) {
            throw new RequestTimedOutException(topic, timeout, e);
        } catch (ExecutionException e) {
            throw unanswered(topic, timeout, reply, e);
        }
    }

    private static RequestException unanswered(
            String topic, Duration timeout, RequestReplyFuture<String, byte[], byte[]> reply, ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        boolean sent = reply.getSendFuture() != null
                && reply.getSendFuture().isDone()
                && !reply.getSendFuture().isCompletedExceptionally();
        return sent && cause instanceof KafkaReplyTimeoutException
                ? new RequestTimedOutException(topic, timeout, cause)
                : new RequestNotSentException(
                        topic,
                        sent ? reason(cause) : "no broker has taken it within " + timeout.toMillis() + " ms",
                        cause);
    }

    /**
     * Sends what nobody answers, and waits until the broker has it.
     *
     * @throws RequestNotSentException when the broker does not take it
     */
    void send(String topic, @Nullable String key, byte @Nullable [] value, Map<String, String> headers) {
        try {
            plain.send(record(topic, key, value, headers)).get(DELIVER_WITHIN.toMillis() + 500, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RequestNotSentException(topic, "interrupted", e);
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            throw new RequestNotSentException(topic, reason(e), e);
        }
    }

    private static ProducerRecord<String, byte[]> record(
            String topic, @Nullable String key, byte @Nullable [] value, Map<String, String> headers) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, key, value);
        headers.forEach((name, text) -> RecordHeaders.put(record.headers(), name, text));
        return record;
    }

    private static String reason(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    /** Whoever needs it first starts it; the others wait for that, each no longer than its own time. */
    Replying replying(Duration patience) {
        leaveWhatHasEnded();
        CompletableFuture<Replying> fresh = new CompletableFuture<>();
        CompletableFuture<Replying> known = replying.compareAndExchange(null, fresh);
        if (known == null) {
            try {
                fresh.complete(opening.apply(patience));
            } catch (RuntimeException | Error e) { // nobody else would begin again
                replying.set(null);
                fresh.completeExceptionally(e);
                throw e;
            }
            known = fresh;
        }
        try {
            return known.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the replies' topic is opened", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the replies' topic " + replyTopic + " cannot be read: " + reason(e), e);
        }
    }

    /** A fault that its client cannot get over has ended it: only a new one reads on. */
    private void leaveWhatHasEnded() {
        CompletableFuture<Replying> known = replying.get();
        Replying there = known == null || known.isCompletedExceptionally() ? null : known.getNow(null);
        if (there != null && !there.container().isRunning() && replying.compareAndSet(known, null)) {
            LOG.error("The replies' topic {} is not read any more; beginning again", replyTopic);
            ended.add(there);
        }
    }

    private Replying start(Duration patience) {
        Topics topics = new Topics(connection, patience);
        int partitions = topics.ensure(Map.of(replyTopic, 1)).getOrDefault(replyTopic, 1);
        KafkaMessageListenerContainer<String, byte[]> container = new KafkaMessageListenerContainer<>(
                Clients.consumers(connection, POLL_RECORDS),
                properties(replyTopic, topics.ends(replyTopic, partitions)));
        container.setBeanName("bactrian-replies");
        ReplyingKafkaTemplate<String, byte[], byte[]> template = new ReplyingKafkaTemplate<>(producers, container);
        template.setProducerListener(Clients.quiet());
        template.setSharedReplyTopic(true);
        template.setBinaryCorrelation(false);
        template.setCorrelationHeaderName(LraHeaders.REPLY_TOKEN);
        template.setReplyTopicHeaderName(LraHeaders.REPLY_TOPIC);
        template.start();
        try {
            if (!template.waitForAssignment(patience)) {
                template.stop();
                throw new IllegalStateException("the replies' topic " + replyTopic + " cannot be read within "
                        + patience.toMillis() + " ms; is a broker running at " + connection.servers() + "?");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            template.stop();
            throw new IllegalStateException("interrupted while the replies' topic is opened", e);
        }
        return new Replying(template, container);
    }

    /**
     * How the replies are read.
     *
     * @param ends where each partition ended before the first command was sent: a consumer that is told to begin at the end finds
     *     out where that is with its first poll only, and the first reply may be there by then
     */
    static ContainerProperties properties(String replyTopic, Map<Integer, Long> ends) {
        ContainerProperties properties = new ContainerProperties(ends.entrySet().stream()
                .map(end -> new TopicPartitionOffset(replyTopic, end.getKey(), end.getValue()))
                .toArray(TopicPartitionOffset[]::new));
        properties.setGroupId(replyTopic);
        // nothing is ever acknowledged: a reply from before the start is nobody's
        properties.setAckMode(ContainerProperties.AckMode.MANUAL);
        properties.setPollTimeout(POLL_MILLIS);
        properties.setAuthExceptionRetryInterval(CommandIntake.SIGN_IN_AGAIN);
        return properties;
    }

    @Override
    public void close() {
        CompletableFuture<Replying> known = replying.get();
        if (known != null && known.isDone() && !known.isCompletedExceptionally()) {
            ended.add(known.join());
        }
        ended.forEach(one -> {
            one.template().stop();
            one.template().destroy();
        });
        producers.destroy();
    }
}
