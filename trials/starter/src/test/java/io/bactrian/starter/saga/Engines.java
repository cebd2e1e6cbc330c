package io.bactrian.starter.saga;

import io.bactrian.narayana.NarayanaCoordinator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The coordinators the tests run against; each started once per JVM. */
public final class Engines {

    /** Two tests that share the stock coordinator would set off each other's recovery passes. */
    public static final String NARAYANA = "narayana";

    private static NarayanaCoordinator narayana;

    private Engines() {}

    /** The stock coordinator, as {@code camel.lra.coordinator-url}. */
    public static synchronized String narayana() {
        if (narayana == null) {
            // it waits this many seconds in the middle of a recovery pass, 10 by default, and does in it what it always
            // does
            System.setProperty("RecoveryEnvironmentBean.recoveryBackoffPeriod", "1");
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
