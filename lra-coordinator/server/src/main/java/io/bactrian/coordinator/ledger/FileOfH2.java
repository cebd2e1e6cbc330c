package io.bactrian.coordinator.ledger;

import java.util.List;
import java.util.Locale;

/** What H2's URLs say of who writes a ledger. */
public final class FileOfH2 {

    private static final String H2 = "jdbc:h2:";
    private static final String IN_MEMORY = "mem:";

    /** On a server that writes for others too, or never written. */
    private static final List<String> ELSEWHERE = List.of("tcp:", "ssl:", "zip:");

    private FileOfH2() {}

    /** Whether the ledger is a file of H2 that this process writes itself. */
    static boolean isWrittenHere(String url) {
        return isEmbedded(url) && !isInMemory(url);
    }

    static boolean isInMemory(String url) {
        return url.startsWith(H2 + IN_MEMORY);
    }

    /**
     * Whether no other process can have the ledger open: it is in this one's memory, or in a file that H2 locks, unless it lets other
     * processes in.
     *
     * @param url as the driver gives it: without its settings
     * @param configured with its settings; empty when it was not configured here
     */
    public static boolean isOnlyOurs(String url, String configured) {
        return isEmbedded(url) && !configured.toUpperCase(Locale.ROOT).contains(";AUTO_SERVER=TRUE");
    }

    private static boolean isEmbedded(String url) {
        return url.startsWith(H2) && ELSEWHERE.stream().noneMatch(other -> url.startsWith(other, H2.length()));
    }
}
