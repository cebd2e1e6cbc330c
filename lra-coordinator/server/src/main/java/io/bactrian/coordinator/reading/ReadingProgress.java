package io.bactrian.coordinator.reading;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * How far all nodes together have read. What was published in time and is not read yet must not be called late: after the
 * coordinator was down, or the ledger, the records of that time are still to come.
 */
public interface ReadingProgress {

    /**
     * How far topics went at some moment.
     *
     * @param takenAt the moment: everything published by then lies before the ends
     * @param ends the offset behind the last record of each partition
     */
    record Mark(Instant takenAt, Map<TopicPartition, Long> ends) {}

    /**
     * How far these topics go now.
     *
     * @param now the moment
     * @throws RuntimeException when the broker does not say
     */
    Mark mark(List<String> topics, Instant now);

    /**
     * Whether everything before the mark is in the ledger.
     *
     * @throws RuntimeException when the broker does not say
     */
    boolean isRead(Mark mark);
}
