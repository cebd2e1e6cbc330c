package io.bactrian.routes;

import io.bactrian.narayana.NarayanaCoordinator;
import io.bactrian.routes.scripted.Relay;
import io.bactrian.routes.scripted.ScriptedService;
import java.nio.file.Path;

/**
 * The coordinator the tests run against, one for all of them, behind a relay where a test can make it fail. The only
 * class that knows which one it is.
 */
public final class TestCoordinator {

    private static final NarayanaCoordinator RUNNING = NarayanaCoordinator.start(
            0, Path.of("target", "coordinator-" + ProcessHandle.current().pid()));

    /** For {@code camel.lra.coordinator-url}: {@code FRONT.url()}. */
    public static final ScriptedService FRONT = new ScriptedService(new Relay(origin()));

    private TestCoordinator() {}

    private static String origin() {
        String base = RUNNING.url().toString();
        return base.substring(0, base.length() - NarayanaCoordinator.PATH.length());
    }
}
