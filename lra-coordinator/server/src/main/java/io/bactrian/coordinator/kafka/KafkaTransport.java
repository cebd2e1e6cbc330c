package io.bactrian.coordinator.kafka;

import io.bactrian.coordinator.delivery.Transport;
import io.bactrian.coordinator.engine.DueCall;
import io.bactrian.coordinator.saga.Answer;
import io.bactrian.coordinator.saga.CallKind;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Calls participants by command records. What it answers is what the broker said: the participant's own answer comes on
 * the reply topic, to whichever node reads it, and settles the call in the ledger.
 */
final class KafkaTransport implements Transport {

    private final Commands commands;
    private final Lanes lanes;
    private final Duration answerWithin;
    private final Counts counts;

    /**
     * @param answerWithin after which a participant's silence is a failed attempt
     */
    KafkaTransport(Commands commands, Lanes lanes, Duration answerWithin, Counts counts) {
        this.commands = commands;
        this.lanes = lanes;
        this.answerWithin = answerWithin;
        this.counts = counts;
    }

    @Override
    public CompletableFuture<Answer> call(DueCall call) {
        ProducerRecord<byte[], byte[]> command;
        try {
            command = commands.of(call);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.completedFuture(new Answer.TryAgain("cannot be called: " + e.getMessage()));
        }
        return lanes.send(command).handle((taken, fault) -> {
            Answer answer = fault == null ? taken(call.kind(), command.topic()) : refused(command.topic(), fault);
            counts.command(call.kind(), answer);
            return answer;
        });
    }

    /** The broker has it. Who is told how a saga ended, or to forget, has nothing to answer: that is all there is to know. */
    private Answer taken(CallKind kind, String topic) {
        return kind == CallKind.COMPENSATE || kind == CallKind.COMPLETE
                ? new Answer.Sent("topic " + topic, answerWithin)
                : Answer.DONE;
    }

    private static Answer refused(String topic, Throwable fault) {
        String what = "topic " + topic + ": " + Faults.words(fault);
        return Faults.concernsParticipant(fault) ? new Answer.TryAgain(what) : new Answer.Undelivered(what);
    }
}
