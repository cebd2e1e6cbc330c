package io.bactrian.routes.crash;

import io.bactrian.broker.LocalBroker;
import io.bactrian.routes.RoutesApplication;
import io.bactrian.testkit.crash.CrashPlan;
import io.bactrian.testkit.crash.CrashPoint.Kind;
import io.bactrian.testkit.crash.CrashPoint.Phase;
import java.util.Map;

/**
 * The routes without a way in for the coordinator: it calls them by topic. Parts die where the broker has to do with it, and an
 * application also before it decides, so that the saga is undone whatever it was going to be. All crash matrices share one broker.
 */
final class KafkaShop {

    private KafkaShop() {}

    /**
     * @param goodToTheEnd false: the last step says no
     * @param stepTimeout of a whole step
     */
    static CrashPlan plan(boolean goodToTheEnd, String stepTimeout) {
        return CrashPlan.of(RoutesApplication.class)
                .services(
                        () -> new ShopServices(goodToTheEnd),
                        Map.of(
                                "inventory", "inventory.url",
                                "payment", "payment.url",
                                "orders", "orders.url",
                                "shipping", "shipping.url"))
                .kafka(Broker.SHARED.bootstrapServers())
                .property("bactrian.callbacks", "kafka")
                .property("bactrian.callbacks.partitions", "1")
                .property("routes.saga-timeout", "30s")
                .property("routes.step.timeout", stepTimeout)
                .property("routes.step.call-timeout", "3s")
                .property("routes.step.first-pause", "20ms")
                .property("routes.step.longest-pause", "100ms")
                .property("logging.level.root", "warn")
                .property("logging.level.org.apache.kafka", "off") // clients of the dead look for their broker
                .property("logging.level.org.springframework.kafka", "off")
                .points(point ->
                        point.kind().isOfBroker() || point.kind() == Kind.DECISION && point.phase() == Phase.BEFORE);
    }

    private static final class Broker {
        private static final LocalBroker SHARED = start();

        private static LocalBroker start() {
            LocalBroker broker = LocalBroker.startNew();
            Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
            return broker;
        }
    }
}
