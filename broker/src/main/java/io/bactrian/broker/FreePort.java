package io.bactrian.broker;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port that nobody listens on, below those that systems hand to outgoing connections: nobody gets it by chance between the choice and
 * the start, a process that was stopped finds it free when it returns, and a client that tries again and again to reach it is not
 * connected to itself. Nor is it found a second time while the process that found it runs, by that process or another one.
 */
public final class FreePort {

    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 31_999;
    private static final int TRIES = 1_000;

    /**
     * What was found here, held until this process ends. On a busy machine half a minute passes before anybody listens, and a
     * second one who is given the port meanwhile talks to the first. UDP, because TCP is for whom the port was found.
     */
    private static final Queue<DatagramSocket> CLAIMS = new ConcurrentLinkedQueue<>();

    private FreePort() {}

    /**
     * One of the loopback address between 20000 and 31999, by chance.
     *
     * @throws IllegalStateException when a thousand tries found none
     */
    public static int find() {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST + 1);
            if (take(port)) {
                return port;
            }
        }
        throw new IllegalStateException(
                "No free port between " + LOWEST + " and " + HIGHEST + " in " + TRIES + " tries");
    }

    private static boolean take(int port) {
        DatagramSocket claim;
        try {
            claim = new DatagramSocket(port, InetAddress.getLoopbackAddress());
        } catch (SocketException e) {
            return false; // somebody else's, who may be about to start: not even to be tried
        }
        if (isFree(port)) {
            CLAIMS.add(claim);
            return true;
        }
        claim.close();
        return false;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
