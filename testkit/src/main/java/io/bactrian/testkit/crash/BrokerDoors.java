package io.bactrian.testkit.crash;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** The relays between the parts of a world and the brokers, and the names by which this world has topics of its own. */
final class BrokerDoors implements AutoCloseable {

    private static final Duration LONGEST_ASSIGNMENT = Duration.ofSeconds(120);

    /** Nobody knows how many groups a first life joins, or when it begins to. */
    private static final Duration FIRST_STILLNESS = Duration.ofMillis(700);

    private static final Duration STILLNESS = Duration.ofMillis(20);
    private static final int SESSION_MILLIS = 6_000;

    private final String world = UUID.randomUUID().toString().substring(0, 8);
    private final List<InetSocketAddress> bootstrap;
    private final BrokerWire records;
    private final Wire wire;
    private final Executor threads;
    private final List<BrokerDoor> all = new CopyOnWriteArrayList<>();
    private final Map<String, BrokerDoor> now = new ConcurrentHashMap<>();
    private final Map<String, Map<String, Integer>> members = new HashMap<>();
    private volatile boolean sessionsEndAtDeath;

    /** @param servers where the brokers are, as clients are told it */
    BrokerDoors(String servers, Wire wire, Watch watch, Trace trace, Executor threads) {
        this.bootstrap = Stream.of(servers.split(",")).map(BrokerDoors::address).toList();
        this.wire = wire;
        this.threads = threads;
        this.records = new BrokerWire(watch, trace, wire, world);
        createTopic(servers, replyTopic());
    }

    private static InetSocketAddress address(String server) {
        String[] parts = server.strip().split(":");
        if (parts.length != 2 || !parts[1].matches("\\d{1,5}")) {
            throw new IllegalArgumentException("a broker is given as host:port, was '" + server + "'");
        }
        return new InetSocketAddress(parts[0], Integer.parseInt(parts[1]));
    }

    /** Who waits for a topic that comes later looks for it every few seconds only. */
    private static void createTopic(String servers, String name) {
        try (Admin admin = Admin.create(Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers))) {
            admin.createTopics(List.of(new NewTopic(name, Optional.of(1), Optional.empty())))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a topic was created", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(
                    "no topic can be created at " + servers + "; is a broker running there?", e);
        }
    }

    private String replyTopic() {
        return "bactrian.replies-" + world;
    }

    /** In this process: the brokers are told at once that a part is dead, instead of finding out when its sessions end. */
    void endSessionsAtDeath() {
        sessionsEndAtDeath = true;
    }

    /** What a property of the plan says in this world. */
    String inThisWorld(String property) {
        return property.replace("{world}", world);
    }

    List<String> propertiesOfCoordinator(Mortality life) {
        List<String> properties = new ArrayList<>(connection(life));
        properties.add("bactrian.kafka.enabled=true");
        properties.add("bactrian.kafka.consumers=1");
        properties.add("bactrian.kafka.reply-topic=" + replyTopic());
        properties.add("bactrian.kafka.group=bactrian-coordinator-" + world);
        return properties;
    }

    List<String> propertiesOf(String application, Mortality life) {
        String callbacks = "bactrian.callbacks." + application + "-" + world;
        wire.hostsTopic(application, callbacks);
        List<String> properties = new ArrayList<>(connection(life));
        properties.add("bactrian.application=" + application + "-" + world);
        properties.add("bactrian.callbacks.topic=" + callbacks);
        properties.add("bactrian.requests.reply-topic=bactrian.requests." + application + "-" + world);
        properties.add("camel.component.kafka.brokers=" + now(life).bootstrapServers());
        properties.add("camel.component.kafka.session-timeout-ms=" + SESSION_MILLIS);
        properties.add("camel.component.kafka.heartbeat-interval-ms=" + SESSION_MILLIS / 6);
        return properties;
    }

    private List<String> connection(Mortality life) {
        BrokerDoor door = new BrokerDoor(life.toString(), life, bootstrap, sessionsEndAtDeath, records, threads);
        all.add(door);
        now.put(life.toString(), door);
        return List.of(
                "spring.kafka.bootstrap-servers=" + door.bootstrapServers(),
                "spring.kafka.consumer.properties.session.timeout.ms=" + SESSION_MILLIS,
                "spring.kafka.consumer.properties.heartbeat.interval.ms=" + SESSION_MILLIS / 6);
    }

    private BrokerDoor now(Mortality life) {
        BrokerDoor door = now.get(life.toString());
        if (door == null) {
            throw new IllegalStateException("there is no way to the broker for " + life);
        }
        return door;
    }

    /** Waits until all parts read what they read before: not everybody waits long for an answer by topic. */
    void awaitMembers() {
        long end = System.nanoTime() + LONGEST_ASSIGNMENT.toNanos();
        now.forEach((part, door) -> {
            Map<String, Integer> before = members.get(part);
            if (before == null) {
                door.memberships().stir();
            }
            while (!door.memberships()
                    .areSettled(before == null ? Map.of() : before, before == null ? FIRST_STILLNESS : STILLNESS)) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException(part + " does not read its topics again after "
                            + LONGEST_ASSIGNMENT.toSeconds() + " s: it is a member of "
                            + door.memberships().counts() + ", and was before of " + before);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
            members.put(part, door.memberships().counts());
        });
    }

    /** @param id of the run */
    void begin(String id) {
        records.begin(id);
    }

    /** Nothing is under way in a topic. */
    boolean isQuiet() {
        return records.isQuiet();
    }

    /** What is wrong with how records were treated, a sentence each. */
    List<String> faults() {
        return records.faults();
    }

    @Override
    public void close() {
        all.forEach(BrokerDoor::close);
    }
}
