package io.bactrian.cli;

import io.bactrian.cli.system.CommandLock;
import io.bactrian.cli.system.Folders;
import io.bactrian.cli.system.LocalSystem;
import io.bactrian.cli.system.Part;
import io.bactrian.cli.system.Sample;
import io.bactrian.cli.system.Startup;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bactrian up}. */
@Command(name = "up", mixinStandardHelpOptions = true, description = "Starts all parts and leaves them up.")
final class UpCommand implements Callable<Integer> {

    private final Session session;

    @Mixin
    private final PlaceOptions place = new PlaceOptions();

    @Mixin
    private final ShippingOption shipping = new ShippingOption();

    @Option(names = "--fresh", description = "Throw the data of earlier times away first.")
    private boolean fresh;

    UpCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        LocalSystem system;
        try (CommandLock own = session.ownership()) {
            Optional<LocalSystem> up = session.running().map(place::fitting).map(shipping::fitting);
            if (up.isPresent() && fresh) {
                throw new IllegalStateException(
                        "--fresh throws the data away that a running system uses: take it down first with ./bactrian down");
            }
            system = up.orElseGet(this::planned);
            if (up.isPresent()) {
                startup(system).all();
            } else {
                startOrEnd(system);
            }
        }
        session.terminal()
                .line("  orders to  " + system.ports().url(Part.ROUTES) + "/orders        ./bactrian demo sends some");
        session.terminal()
                .line("  console    " + system.ports().url(Part.COORDINATOR) + "/        stop with ./bactrian down");
        return 0;
    }

    /** What this command began it also ends, when it cannot be brought up. */
    private void startOrEnd(LocalSystem system) {
        Thread cleanUp = new Thread(system::abandon, "clean-up");
        Runtime.getRuntime().addShutdownHook(cleanUp);
        try {
            startup(system).all();
        } catch (RuntimeException e) {
            system.down();
            throw e;
        } finally {
            Runtime.getRuntime().removeShutdownHook(cleanUp);
        }
    }

    private Startup startup(LocalSystem system) {
        return new Startup(session.installation(), system, session.terminal(), session.clock());
    }

    private LocalSystem planned() {
        Sample sample = shipping.sample(place.engine());
        Path data = session.installation().lastingData(place.engine());
        if (fresh) {
            Folders.delete(data);
        }
        return LocalSystem.planned(session.installation(), session.http(), sample, place.engine(), place.ports(), data);
    }
}
