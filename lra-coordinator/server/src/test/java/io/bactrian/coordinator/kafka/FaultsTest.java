package io.bactrian.coordinator.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletionException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.KafkaException;

class FaultsTest {

    private static Throwable wrapped(Throwable cause) {
        return new CompletionException(new KafkaException("Send failed", cause));
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
