package io.bactrian.narayana;

import org.jboss.logging.Logger;

/** Starts the stock coordinator as a process; {@link HostOptions} has the options. */
public final class NarayanaCoordinatorMain {

    private static final Logger LOG = Logger.getLogger(NarayanaCoordinatorMain.class);

    private NarayanaCoordinatorMain() {}

    public static void main(String[] arguments) {
        HostOptions options;
        try {
            options = HostOptions.parse(arguments, System::getProperty, System::getenv);
        } catch (IllegalArgumentException e) {
            LOG.fatal(e.getMessage());
            System.exit(2);
            return;
        }
        NarayanaCoordinator coordinator = NarayanaCoordinator.start(options.host(), options.port(), options.store());
        Runtime.getRuntime().addShutdownHook(new Thread(coordinator::close, "close-coordinator"));
        LOG.infof(
                "Stock Narayana LRA coordinator at %s, object store %s",
                coordinator.url(), options.store().toAbsolutePath());
    }
}
