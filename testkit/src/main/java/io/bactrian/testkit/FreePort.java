package io.bactrian.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port for an application under test that must know its own before it starts, because callback URLs contain it.
 *
 * <p>It is below those ports that systems hand to outgoing connections. One of those, as {@code new ServerSocket(0)} gives it, may go to
 * any client of this machine between the choice and the start, and the application then finds it taken.
 */
public final class FreePort {

    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 31_999;
    private static final int TRIES = 1_000;

    private FreePort() {}

    /**
     * One on which nobody listens, between 20000 and 31999, by chance.
     *
     * @throws IllegalStateException when a thousand tries found none
     */
    public static int find() {
        return find(1).get(0);
    }

    /** So many different ones. */
    static List<Integer> find(int many) {
        List<Integer> found = ThreadLocalRandom.current()
                .ints(TRIES, LOWEST, HIGHEST + 1)
                .filter(FreePort::isFree)
                .distinct()
                .limit(many)
                .boxed()
                .toList();
        if (found.size() < many) {
            throw new IllegalStateException(
                    "Not " + many + " free ports between " + LOWEST + " and " + HIGHEST + " in " + TRIES + " tries");
        }
        return found;
    }

    private static boolean isFree(int port) {
        // on all addresses, as a web server takes it
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
