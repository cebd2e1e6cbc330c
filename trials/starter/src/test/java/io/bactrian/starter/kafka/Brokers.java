package io.bactrian.starter.kafka;

import io.bactrian.broker.LocalBroker;
import io.bactrian.starter.saga.BactrianProcess;

/** One broker, and one coordinator that speaks Kafka, for all tests of this JVM. */
final class Brokers {

    /** Some tests stop it, which others would not bear. */
    static final String SHARED = "broker";

    private static LocalBroker shared;
    private static BactrianProcess coordinator;

    private Brokers() {}

    static synchronized LocalBroker shared() {
        if (shared == null) {
            LocalBroker broker = LocalBroker.startNew();
            Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
            shared = broker;
        }
        return shared;
    }

    static synchronized BactrianProcess coordinator() {
        if (coordinator == null) {
            BactrianProcess started = new BactrianProcess(
                    "--bactrian.kafka.enabled=true",
                    "--spring.kafka.bootstrap-servers=" + shared().bootstrapServers(),
                    "--bactrian.call-timeout=3s");
            Runtime.getRuntime().addShutdownHook(new Thread(started::close));
            coordinator = started;
        }
        return coordinator;
    }
}
