package io.bactrian.routes;

import io.bactrian.narayana.NarayanaCoordinator;
import java.nio.file.Path;

/** The coordinator the tests run against, one for all of them. The only class that knows which one it is. */
public final class TestCoordinator {

    private static final NarayanaCoordinator RUNNING = NarayanaCoordinator.start(
            0, Path.of("target", "coordinator-" + ProcessHandle.current().pid()));

    private TestCoordinator() {}

    /** For {@code camel.lra.coordinator-url}. */
    public static String url() {
        String base = RUNNING.url().toString();
        return base.substring(0, base.length() - NarayanaCoordinator.PATH.length());
    }
}
