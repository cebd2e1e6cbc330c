package io.bactrian.narayana;

import com.arjuna.ats.arjuna.common.CoordinatorEnvironmentBean;
import com.arjuna.ats.arjuna.common.ObjectStoreEnvironmentBean;
import com.arjuna.ats.arjuna.objectstore.StoreManager;
import com.arjuna.ats.arjuna.recovery.RecoveryManager;
import com.arjuna.common.internal.util.propertyservice.BeanPopulator;
import io.narayana.lra.coordinator.internal.Implementations;
import io.undertow.Undertow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.resteasy.plugins.server.undertow.UndertowJaxrsServer;

/**
 * The stock Narayana LRA coordinator behind Undertow, nothing added: it answers no header of ours, which is how the
 * engines are told apart.
 *
 * <p><strong>One per JVM.</strong> Narayana keeps its object store, its recovery thread and the sagas it knows in static
 * state. A second {@code start} before {@code close} is refused, and so is a start on another store folder. A
 * {@code start} after {@code close} in the same JVM still finds the sagas in memory: whoever wants to see a restart must
 * start this as a process and kill it.
 */
public final class NarayanaCoordinator implements AutoCloseable {

    /** What is appended to host and port: the same for every LRA coordinator here. */
    public static final String PATH = "/lra-coordinator";

    private static final AtomicReference<Path> FIRST_STORE = new AtomicReference<>();
    private static final AtomicReference<NarayanaCoordinator> RUNNING = new AtomicReference<>();

    private final Host host;
    private final URI url;

    private NarayanaCoordinator(Host host) {
        this.host = host;
        this.url = URI.create("http://localhost:" + host.port() + PATH);
    }

    /**
     * Starts on 127.0.0.1 and returns when requests are answered.
     *
     * @param port the port to listen on, 0 for any free one
     * @param store the folder of the object store, made when it is not there; everything Narayana writes goes below it
     * @throws IllegalStateException when one is running in this JVM already, or ran on another store
     */
    public static NarayanaCoordinator start(int port, Path store) {
        return start("127.0.0.1", port, store);
    }

    static synchronized NarayanaCoordinator start(String address, int port, Path store) {
        NarayanaCoordinator running = RUNNING.get();
        if (running != null) {
            throw new IllegalStateException("Narayana is static state, one coordinator per JVM: close the one at "
                    + running.url + " first, or start the second as a process");
        }
        useStore(store.toAbsolutePath().normalize());
        Implementations.install();
        RecoveryManager.manager().initialize();
        Host host = new Host();
        // deployed before the port opens: a client that gets through must not get a 404
        host.deploy(LraApplication.class, "/");
        host.start(Undertow.builder().addHttpListener(port, address));
        NarayanaCoordinator started = new NarayanaCoordinator(host);
        RUNNING.set(started);
        return started;
    }

    private static void useStore(Path store) {
        Path first = FIRST_STORE.updateAndGet(known -> known == null ? store : known);
        if (!first.equals(store)) {
            throw new IllegalStateException("Narayana reads its object store folder once per JVM: it is " + first
                    + " and cannot become " + store);
        }
        try {
            Files.createDirectories(store);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make the object store folder " + store, e);
        }
        // the unnamed bean and the two named ones: whichever is left out writes below the working directory
        BeanPopulator.getDefaultInstance(ObjectStoreEnvironmentBean.class).setObjectStoreDir(store.toString());
        for (String name : new String[] {"communicationStore", "stateStore"}) {
            BeanPopulator.getNamedInstance(ObjectStoreEnvironmentBean.class, name)
                    .setObjectStoreDir(store.toString());
        }
        // serves recovery of JTA transactions by another process over one more port; sagas never use it
        BeanPopulator.getDefaultInstance(CoordinatorEnvironmentBean.class).setTransactionStatusManagerEnable(false);
    }

    /** The coordinator's base URL, for example {@code http://localhost:8070/lra-coordinator}. */
    public URI url() {
        return url;
    }

    /** Stops listening and stops the recovery thread; sagas stay in the store. */
    @Override
    public void close() {
        if (RUNNING.compareAndSet(this, null)) {
            host.stop();
            RecoveryManager.manager().terminate(false);
            StoreManager.shutdown();
        }
    }

    /** RESTEasy's server hides the port that was really taken. */
    private static final class Host extends UndertowJaxrsServer {
        int port() {
            return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
        }
    }
}
