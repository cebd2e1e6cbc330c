package io.bactrian.coordinator.kafka;

import io.bactrian.broker.LocalBroker;

/** One broker for all tests of this module; it ends with the JVM. */
public final class TestBroker {

    private static LocalBroker broker;

    private TestBroker() {}

    /** It runs, also when an earlier test has left it stopped. */
    public static LocalBroker running() {
        LocalBroker broker = ofThisModule();
        broker.start();
        return broker;
    }

    /** Where it is, whether it runs or not. */
    static String address() {
        return ofThisModule().bootstrapServers();
    }

    private static synchronized LocalBroker ofThisModule() {
        if (broker == null) {
            broker = LocalBroker.startNew();
            Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
        }
        return broker;
    }
}
