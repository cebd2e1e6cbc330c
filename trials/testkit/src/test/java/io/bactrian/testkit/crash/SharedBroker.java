package io.bactrian.testkit.crash;

import io.bactrian.broker.LocalBroker;

/** The broker that all tests of this JVM share; it ends with the JVM. */
final class SharedBroker {

    private SharedBroker() {}

    static String servers() {
        return Holder.BROKER.bootstrapServers();
    }

    private static final class Holder {
        private static final LocalBroker BROKER = start();

        private static LocalBroker start() {
            LocalBroker broker = LocalBroker.startNew();
            Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
            return broker;
        }
    }
}
