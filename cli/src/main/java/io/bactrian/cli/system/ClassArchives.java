package io.bactrian.cli.system;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The classes of parts as the JVM keeps them (class data sharing), beside the unpacked jar they came from: they save a third
 * of a start, and of what the first sagas cost. A process that finds none writes one as it ends in an orderly way; whoever
 * ended it makes that the one to use.
 */
final class ClassArchives {

    private static final String ENDING = ".jsa";
    private static final int DEPTH_OF_A_VERSION = 3;

    private final Path folder;
    private final boolean writes;

    /**
     * The archives in a folder.
     *
     * @param folder with the unpacked jars
     * @param writes whether archives that are missing are written
     */
    ClassArchives(Path folder, boolean writes) {
        this.folder = folder;
        this.writes = writes;
    }

    /**
     * For the JVM, which starts without an archive that it cannot read.
     *
     * @param jar an unpacked one
     * @param port tells what this process writes from what those of other systems write at the same time
     */
    List<String> options(Path jar, int port) {
        Path archive = jar.resolveSibling("classes-" + Runtime.version() + ENDING); // no other JVM can read it
        if (archive.toString().contains(File.pathSeparator)) {
            return List.of(); // the option takes more than one file
        }
        String quiet = "-Xlog:cds*=off";
        if (Files.exists(archive)) {
            return List.of("-XX:SharedArchiveFile=" + archive, quiet);
        }
        return writes ? List.of("-XX:ArchiveClassesAtExit=" + archive + "." + port, quiet) : List.of();
    }

    /** Keeps what the process at this port has written: it has ended in an orderly way. */
    void keep(int port) {
        for (Path written : writtenBy(port)) {
            String name = written.getFileName().toString();
            Path archive = written.resolveSibling(
                    name.substring(0, name.length() - ending(port).length()) + ENDING);
            try {
                Files.move(written, archive, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot keep " + written + " as " + archive, e);
            }
        }
    }

    /** Deletes what a process at this port may have written that was killed: half an archive is none. */
    void discard(int port) {
        for (Path written : writtenBy(port)) {
            try {
                Files.deleteIfExists(written);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot delete " + written, e);
            }
        }
    }

    private List<Path> writtenBy(int port) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> found = Files.find(folder, DEPTH_OF_A_VERSION, (file, how) -> file.getFileName()
                .toString()
                .endsWith(ending(port)))) {
            return found.toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of(); // someone clears a version away; what was written goes with it
        }
    }

    private static String ending(int port) {
        return ENDING + "." + port;
    }
}
