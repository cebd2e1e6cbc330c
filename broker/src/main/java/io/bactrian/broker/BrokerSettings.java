package io.bactrian.broker;

import java.nio.file.Path;
import java.util.List;

/** What one small broker needs to be told; the defaults are for clusters of many. */
final class BrokerSettings {

    private BrokerSettings() {}

    /** The text of a {@code server.properties}. */
    static String of(int port, int controllerPort, Path log) {
        return String.join(
                "\n",
                List.of(
                        "process.roles=broker,controller",
                        "node.id=1",
                        "controller.quorum.voters=1@localhost:" + controllerPort,
                        "controller.listener.names=CONTROLLER",
                        "listeners=PLAINTEXT://localhost:" + port + ",CONTROLLER://localhost:" + controllerPort,
                        "advertised.listeners=PLAINTEXT://localhost:" + port,
                        "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                        "log.dirs=" + log.toString().replace('\\', '/'),
                        "num.partitions=3",
                        "default.replication.factor=1",
                        "offsets.topic.replication.factor=1",
                        "offsets.topic.num.partitions=3",
                        "transaction.state.log.replication.factor=1",
                        "transaction.state.log.num.partitions=3",
                        "transaction.state.log.min.isr=1",
                        // consumers start and die often here, and nobody should wait for them
                        "group.initial.rebalance.delay.ms=0",
                        "group.min.session.timeout.ms=1000",
                        "num.network.threads=2",
                        "num.io.threads=4",
                        "log.cleaner.dedupe.buffer.size=4194304",
                        ""));
    }
}
