package io.bactrian.routes;

import io.bactrian.narayana.NarayanaCoordinator;
import io.bactrian.routes.scripted.Relay;
import io.bactrian.routes.scripted.ScriptedService;
import io.bactrian.routes.scripted.UntilTheEnd;
import io.bactrian.testkit.EmbeddedCoordinator;
import java.nio.file.Path;

/**
 * The coordinator the tests run against, one for all of them, behind a relay where a test can make it fail. The only
 * class that knows which one it is: ours, or with {@code -Dcoordinator=narayana} the stock one.
 */
public final class TestCoordinator {

    /** For {@code camel.lra.coordinator-url}: {@code FRONT.url()}. */
    public static final ScriptedService FRONT = new ScriptedService(new UntilTheEnd(new Relay(start())));

    private TestCoordinator() {}

    private static String start() {
        String name = System.getProperty("coordinator", "bactrian");
        return switch (name) {
            case "bactrian" -> EmbeddedCoordinator.startLive().url();
            case "narayana" -> {
                Path store =
                        Path.of("target", "narayana-" + ProcessHandle.current().pid());
                String base = NarayanaCoordinator.start(0, store).url().toString();
                yield base.substring(0, base.length() - NarayanaCoordinator.PATH.length());
            }
            default -> throw new IllegalArgumentException("coordinator must be bactrian or narayana, was " + name);
        };
    }
}
