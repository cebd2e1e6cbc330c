package io.bactrian.starter.saga;

import io.bactrian.narayana.NarayanaCoordinator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The coordinators the tests run against; each started once per JVM. */
final class Engines {

    private static NarayanaCoordinator narayana;

    private Engines() {}

    /** The stock coordinator, as {@code camel.lra.coordinator-url}. */
    static synchronized String narayana() {
        if (narayana == null) {
            try {
                narayana = NarayanaCoordinator.start(0, Files.createTempDirectory(Path.of("target"), "narayana"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        String url = narayana.url().toString();
        return url.substring(0, url.length() - NarayanaCoordinator.PATH.length());
    }
}
