package io.bactrian.coordinator.kafka;

import io.bactrian.coordinator.reading.BrokerCheck;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/** The broker answers, and this node reads the reply topic. */
final class KafkaHealthIndicator implements HealthIndicator {

    private final BrokerCheck check;
    private final ReplyConsumer consumer;
    private final String replyTopic;

    KafkaHealthIndicator(BrokerCheck check, ReplyConsumer consumer, String replyTopic) {
        this.check = check;
        this.consumer = consumer;
        this.replyTopic = replyTopic;
    }

    @Override
    public Health health() {
        return check.check(
                Health.up()
                        .withDetail("replyTopic", replyTopic)
                        .withDetail("partitionsReadHere", consumer.partitions()),
                consumer.isReading());
    }
}
