package io.bactrian.participants.events;

import java.util.List;
import java.util.Locale;

/** Databases that are a file of H2. */
final class FileOfH2 {

    private static final String H2 = "jdbc:h2:";

    /** In memory, on a server that writes for others too, or never written. */
    private static final List<String> OTHERS = List.of("mem:", "tcp:", "ssl:", "zip:");

    private FileOfH2() {}

    /**
     * Whether this process alone can have the database open: it locks the file, unless it lets other processes in.
     *
     * @param url as the driver gives it: without its settings
     * @param configured with its settings; empty when the application has a data source of its own
     */
    static boolean isOnlyOurs(String url, String configured) {
        return url.startsWith(H2)
                && OTHERS.stream().noneMatch(other -> url.startsWith(other, H2.length()))
                && !configured.toUpperCase(Locale.ROOT).contains(";AUTO_SERVER=TRUE");
    }
}
