package io.bactrian.evidence;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Passes bytes between an application and its coordinator, until it is told not to. */
final class Relay implements AutoCloseable {

    private static final byte[] ERROR =
            "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

    private enum Mode {
        WORKS,
        FAILS,
        HANGS
    }

    private final ServerSocket server;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "relay");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Mode mode = Mode.WORKS;

    Relay(int target) {
        this(0, target);
    }

    /** @param port where to listen, 0 for any */
    Relay(int port, int target) {
        this.target = target;
        try {
            server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    String root() {
        return "http://localhost:" + server.getLocalPort();
    }

    void works() {
        become(Mode.WORKS);
    }

    /** Every request is answered 500. */
    void fails() {
        become(Mode.FAILS);
    }

    /** Requests are taken and never answered. */
    void hangs() {
        become(Mode.HANGS);
    }

    @Override
    public void close() {
        end(server);
        open.forEach(Relay::end);
        threads.shutdownNow();
    }

    private void become(Mode next) {
        if (mode != next) {
            mode = next;
            // connections are kept alive: without this they would go on as before
            open.forEach(Relay::end);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                open.add(client);
                threads.execute(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        Mode now = mode;
        try {
            if (now == Mode.WORKS) {
                Socket coordinator = new Socket(InetAddress.getLoopbackAddress(), target);
                open.add(coordinator);
                threads.execute(() -> copy(coordinator, client));
                copy(client, coordinator);
            } else if (now == Mode.FAILS) {
                if (client.getInputStream().read(new byte[16_384]) > 0) {
                    client.getOutputStream().write(ERROR);
                }
                end(client);
            } else {
                client.getInputStream().transferTo(OutputStream.nullOutputStream());
            }
        } catch (IOException e) {
            end(client);
        }
    }

    private void copy(Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException e) {
            // one side is gone, so the other must go
        } finally {
            open.remove(from);
            open.remove(to);
            end(from);
            end(to);
        }
    }

    private static void end(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is as closed as it gets
        }
    }
}
