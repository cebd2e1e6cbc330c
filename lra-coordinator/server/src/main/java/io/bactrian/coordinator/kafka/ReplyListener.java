package io.bactrian.coordinator.kafka;

import io.bactrian.coordinator.engine.Replies;
import java.util.Locale;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.MessageListener;

/**
 * Takes the records of the reply topic, one after the other of each partition. When it returns, the ledger has what the record said, and the
 * record is behind us; a record that can do nothing is counted and told in one line.
 */
final class ReplyListener implements MessageListener<byte[], byte[]> {

    private static final Logger LOG = LoggerFactory.getLogger(ReplyListener.class);

    private final ReplyReader reader;
    private final Function<Replies.Reply, Replies.Taken> replies;
    private final Counts counts;

    ReplyListener(ReplyReader reader, Function<Replies.Reply, Replies.Taken> replies, Counts counts) {
        this.reader = reader;
        this.replies = replies;
        this.counts = counts;
    }

    /**
     * @throws UnreadableReply when the record is no answer
     * @throws org.springframework.dao.DataAccessException while the ledger cannot be used
     */
    @Override
    public void onMessage(ConsumerRecord<byte[], byte[]> message) {
        Replies.Reply reply = reader.read(message);
        Replies.Taken taken = replies.apply(reply);
        counts.reply(taken.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        switch (taken) {
            case AWAITED, UNAWAITED -> {}
            case REPEATED ->
                LOG.debug("answer of participant {} to {} came again", reply.participantId(), reply.command());
            default ->
                LOG.warn(
                        "answer at {}-{}@{} changes nothing, {}: saga {}, participant {}, {}",
                        message.topic(),
                        message.partition(),
                        message.offset(),
                        taken,
                        reply.sagaId(),
                        reply.participantId(),
                        reply.command());
        }
    }
}
