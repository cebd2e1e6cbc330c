package io.bactrian.coordinator.flows;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.slf4j.Logger;
import org.springframework.kafka.listener.RetryListener;

/** Says once that events wait for the ledger, and then now and then, however often they are tried. */
final class LedgerTrouble implements RetryListener {

    private static final int NOW_AND_THEN = 60;

    private final Logger log;

    LedgerTrouble(Logger log) {
        this.log = log;
    }

    @Override
    public void failedDelivery(ConsumerRecord<?, ?> message, Exception fault, int attempt) {
        mention(1, fault, attempt);
    }

    @Override
    public void failedDelivery(ConsumerRecords<?, ?> messages, Exception fault, int attempt) {
        mention(messages.count(), fault, attempt);
    }

    private void mention(int count, Exception fault, int attempt) {
        if (attempt % NOW_AND_THEN == 1) {
            Throwable cause = fault.getCause() == null ? fault : fault.getCause();
            // databases add lines with the statement, and with what was in it
            String firstLine = cause.toString().lines().findFirst().orElse("");
            log.warn("{} events of flows wait for the ledger, attempt {}: {}", count, attempt, firstLine);
        }
    }
}
