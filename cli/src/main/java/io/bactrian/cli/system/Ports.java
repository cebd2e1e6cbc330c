package io.bactrian.cli.system;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Which part listens where; all on the loopback address. */
public record Ports(Map<Part, Integer> byPart) {

    /** The coordinator's port unless told otherwise; 8080 to 8084 follow from it. */
    public static final int DEFAULT_BASE = 8070;

    // Below the ports that systems hand to outgoing connections: a killed part must find its port free when it returns.
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 31_999;
    private static final int TRIES = 2_000;
    private static final Duration POLL = Duration.ofMillis(50);

    public Ports {
        byPart = Map.copyOf(byPart);
    }

    public int of(Part part) {
        Integer port = byPart.get(part);
        if (port == null) {
            throw new IllegalStateException("No port is known for " + part.label());
        }
        return port;
    }

    public String url(Part part) {
        return "http://localhost:" + of(part);
    }

    /** What Kafka's clients are configured with. */
    public String broker() {
        return "localhost:" + of(Part.BROKER);
    }

    /** The base of the LRA protocol, the same path on both engines. */
    public String coordinator() {
        return url(Part.COORDINATOR) + "/lra-coordinator";
    }

    public static Ports from(int base) {
        Map<Part, Integer> ports = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            ports.put(part, base + part.portOffset());
        }
        return new Ports(ports);
    }

    public static Ports free(Random random) {
        Iterator<Integer> free = free(random, Part.values().length).iterator();
        Map<Part, Integer> ports = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            ports.put(part, free.next());
        }
        return new Ports(ports);
    }

    /** So many different ports that nobody listens on now. */
    public static List<Integer> free(Random random, int count) {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < TRIES && found.size() < count; i++) {
            int port = LOWEST + random.nextInt(HIGHEST - LOWEST + 1);
            if (!found.contains(port) && isFree(port)) {
                found.add(port);
            }
        }
        if (found.size() < count) {
            throw new IllegalStateException(
                    "No " + count + " free ports between " + LOWEST + " and " + HIGHEST + " in " + TRIES + " tries");
        }
        return found;
    }

    /** Whether nobody listens on a port, or stops to within {@code patience}: a program that ends needs a moment. */
    static boolean becomesFree(int port, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (!isFree(port)) {
            if (System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        return true;
    }

    /** Whether somebody listens on a port of this machine. */
    static boolean isTaken(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
