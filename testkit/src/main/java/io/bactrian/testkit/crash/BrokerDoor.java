package io.bactrian.testkit.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The relay between one life of a part and the brokers. Every address of a broker that the part learns leads through here,
 * so that its clients, whoever made them, are cut off when it dies: nothing it still sends, fetches or commits arrives.
 */
final class BrokerDoor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerDoor.class);

    private final String part;
    private final Mortality life;
    private final BrokerWire wire;
    private final Executor threads;
    private final List<InetSocketAddress> bootstrap;
    private final Memberships memberships = new Memberships();
    private final Map<InetSocketAddress, ServerSocket> servers = new HashMap<>();
    private final Set<BrokerLine> lines = ConcurrentHashMap.newKeySet();

    /**
     * @param bootstrap where brokers really are
     * @param sessionEndsAtDeath whether the brokers are told of the death; otherwise they find out
     */
    BrokerDoor(
            String part,
            Mortality life,
            List<InetSocketAddress> bootstrap,
            boolean sessionEndsAtDeath,
            BrokerWire wire,
            Executor threads) {
        this.part = part;
        this.life = life;
        this.bootstrap = bootstrap;
        this.wire = wire;
        this.threads = threads;
        life.cutAtDeath(() -> cut(sessionEndsAtDeath));
    }

    String bootstrapServers() {
        return bootstrap.stream().map(broker -> "localhost:" + portTo(broker)).collect(Collectors.joining(","));
    }

    Memberships memberships() {
        return memberships;
    }

    /** The port on the loopback address that leads to this broker. */
    synchronized int portTo(InetSocketAddress broker) {
        ServerSocket known = servers.get(broker);
        if (known == null) {
            try {
                known = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            } catch (IOException e) {
                throw new UncheckedIOException("no free port on the loopback address", e);
            }
            servers.put(broker, known);
            ServerSocket opened = known;
            threads.execute(() -> accept(opened, broker));
        }
        return known.getLocalPort();
    }

    /** The port stays open as long as the world does: clients of a dead part must not come to whoever had it next. */
    private void accept(ServerSocket server, InetSocketAddress broker) {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                if (life.isDead()) {
                    client.close();
                    continue;
                }
                BrokerLine line = new BrokerLine(part, life, client, broker, this, wire);
                lines.add(line);
                if (life.isDead()) {
                    line.close();
                }
                threads.execute(line::carryRequests);
                threads.execute(line::carryAnswers);
            } catch (IOException e) {
                LOG.debug("no line from {} to {}", part, broker, e);
            }
        }
    }

    void closed(BrokerLine line) {
        lines.remove(line);
    }

    private void cut(boolean sayGoodbye) {
        lines.forEach(BrokerLine::close);
        if (sayGoodbye) {
            try {
                memberships.sayGoodbye();
            } catch (IOException e) {
                LOG.warn("the brokers do not hear that {} is dead, its sessions live on", part, e);
            }
        }
    }

    @Override
    public void close() {
        lines.forEach(BrokerLine::close);
        synchronized (this) {
            servers.values().forEach(server -> {
                try {
                    server.close();
                } catch (IOException e) {
                    LOG.debug("a port of {} does not close", part, e);
                }
            });
        }
    }
}
