package io.bactrian.participants.events.testing;

import io.bactrian.broker.LocalBroker;

/** The broker that all tests of this JVM share; it ends with the JVM. Whoever stops it starts it again. */
public final class SharedBroker {

    private SharedBroker() {}

    public static LocalBroker get() {
        return Holder.BROKER;
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
