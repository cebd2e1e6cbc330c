package io.bactrian.coordinator.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.BrokerNotAvailableException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.InvalidRequiredAcksException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.errors.LeaderNotAvailableException;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.NotEnoughReplicasAfterAppendException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.ThrottlingQuotaExceededException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownProducerIdException;
import org.apache.kafka.common.errors.UnknownServerException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedCompressionTypeException;
import org.apache.kafka.common.errors.UnsupportedForMessageFormatException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FaultsTest {

    private static Throwable wrapped(Throwable cause) {
        return new CompletionException(new org.springframework.kafka.KafkaException("Send failed", cause));
    }

    @Test
    void aBrokerThatIsAwayIsNobodysFailure() {
        assertThat(Faults.concernsParticipant(wrapped(new TimeoutException("Expiring 1 record(s) for t-0:5003 ms"))))
                .isFalse();
        assertThat(Faults.concernsParticipant(wrapped(new NotEnoughReplicasException("1 of 2"))))
                .isFalse();
        assertThat(Faults.concernsParticipant(wrapped(new AuthenticationException("no"))))
                .isFalse();
    }

    @Test
    void aTopicOrRecordThatTheBrokerRefusesNeedsAPerson() {
        assertThat(Faults.concernsParticipant(wrapped(new RecordTooLargeException("2 MB"))))
                .isTrue();
        assertThat(Faults.concernsParticipant(wrapped(new TopicAuthorizationException("t"))))
                .isTrue();
        assertThat(Faults.concernsParticipant(wrapped(new TimeoutException(
                        "Topic t not present in metadata after 5000 ms.", new UnknownTopicOrPartitionException("t")))))
                .isTrue();
    }

    static Stream<Throwable> refusals() {
        return Stream.of(
                new UnknownTopicOrPartitionException("t"),
                new InvalidTopicException("t"),
                new TopicAuthorizationException("t"),
                new ClusterAuthorizationException("no"),
                new RecordTooLargeException("2 MB"),
                new RecordBatchTooLargeException("2 MB"),
                new InvalidTimestampException("out of the topic's range"),
                new InvalidRecordException("a compacted topic needs a key"),
                new SerializationException("no"),
                new PolicyViolationException("no"),
                new InvalidConfigurationException("min.insync.replicas"),
                new InvalidRequiredAcksException("all"),
                new InvalidRequestException("no"),
                new UnsupportedForMessageFormatException("no headers"),
                new UnsupportedCompressionTypeException("zstd"),
                new UnsupportedVersionException("too old"),
                new SecurityDisabledException("no"),
                new UnknownServerException("an interceptor of the broker's broke down"));
    }

    /** Otherwise the command would be repeated for ever, and nobody told. */
    @ParameterizedTest
    @MethodSource("refusals")
    void whatTheClientCallsNotRetriableNeedsAPerson(Throwable refusal) {
        assertThat(Faults.concernsParticipant(refusal)).isTrue();
        assertThat(Faults.concernsParticipant(wrapped(refusal))).isTrue();
    }

    static Stream<Throwable> passing() {
        return Stream.of(
                new TimeoutException("Expiring 1 record(s)"),
                new BufferExhaustedException("no memory"),
                new DisconnectException("gone"),
                new NetworkException("gone"),
                new BrokerNotAvailableException("gone"),
                new LeaderNotAvailableException("not yet"),
                new NotLeaderOrFollowerException("not here"),
                new KafkaStorageException("disk"),
                new CorruptRecordException("damaged on its way"),
                new NotEnoughReplicasException("1 of 2"),
                new NotEnoughReplicasAfterAppendException("1 of 2"),
                new ThrottlingQuotaExceededException("too many"),
                // how this node signs in, which health and every other client of it say too
                new AuthenticationException("no"),
                new SaslAuthenticationException("no"),
                new SslAuthenticationException("no"),
                new UnsupportedSaslMechanismException("no"),
                // the producer, which begins a new epoch or is replaced by a new one
                new ProducerFencedException("by another"),
                new InvalidProducerEpochException("old"),
                new OutOfOrderSequenceException("3 after 1"),
                new UnknownProducerIdException("who"),
                new InterruptException("stopping"),
                new KafkaException("Producer is closed forcefully."),
                new IllegalStateException("Cannot perform operation after producer has been closed"));
    }

    @ParameterizedTest
    @MethodSource("passing")
    void whatPassesWithTheBrokerOrTheProducerSpendsNoAttempt(Throwable fault) {
        assertThat(Faults.concernsParticipant(fault)).isFalse();
        assertThat(Faults.concernsParticipant(wrapped(fault))).isFalse();
    }

    @Test
    void theFaultThatTheClientSaysDecidesAndNotWhatItBlames() {
        assertThat(Faults.concernsParticipant(
                        wrapped(new TimeoutException("no metadata", new InvalidRequestException("not understood")))))
                .isFalse();
        assertThat(Faults.concernsParticipant(
                        wrapped(new KafkaException("cannot send", new InvalidTimestampException("1970")))))
                .isTrue();
    }

    @Test
    void theSameTroubleHasTheSameWords() {
        assertThat(Faults.words(wrapped(new TimeoutException("Expiring 1 record(s) for t-0:5003 ms"))))
                .isEqualTo(
                        Faults.words(wrapped(new TimeoutException("Topic t not present in metadata after 5000 ms."))))
                .isEqualTo("the broker did not take it in time");
        assertThat(Faults.words(wrapped(
                        new TimeoutException("Topic t not present", new UnknownTopicOrPartitionException("t")))))
                .isEqualTo("the broker has no such topic");
        assertThat(Faults.words(wrapped(new AuthenticationException("bad password"))))
                .isEqualTo("AuthenticationException: bad password");
        assertThat(Faults.words(wrapped(new UnreadableReply("The header x is missing"))))
                .isEqualTo("The header x is missing");
    }
}
