package io.bactrian.cli.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Executable jars taken apart into a jar and its libraries: a JVM reads classes from those a third faster than from jars
 * within a jar, which every start and every restart gains.
 */
final class Unpacked {

    private static final int NAME_LENGTH = 16;

    private final Path folder;
    private final Map<Path, Path> known = new ConcurrentHashMap<>();

    /** @param folder where they are kept, by content, for all systems */
    Unpacked(Path folder) {
        this.folder = folder;
    }

    /** The jar to start instead of the executable one. */
    Path of(Path jar) {
        return known.computeIfAbsent(jar, this::find);
    }

    private Path find(Path jar) {
        try {
            Path versions = folder.resolve(jar.getFileName().toString());
            Path place = versions.resolve(digest(jar).substring(0, NAME_LENGTH));
            if (!Files.isDirectory(place)) {
                Files.createDirectories(folder);
                unpack(jar, versions, place);
            }
            return place.resolve(jar.getFileName());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot unpack " + jar + " into " + folder, e);
        }
    }

    /** One at a time, also among the commands of this folder: who comes second must not clear away what the first one runs on. */
    private void unpack(Path jar, Path versions, Path place) throws IOException {
        synchronized (Unpacked.class) { // a lock of a file is one of the whole JVM
            try (FileChannel channel = FileChannel.open(
                            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (lock.isValid() && !Files.isDirectory(place)) {
                    Path beside = Files.createTempDirectory(folder, "new-");
                    ExecutableJar.takeApart(jar, beside);
                    // whoever runs on the version before has lost its jar to the build already
                    Folders.delete(versions);
                    Files.createDirectories(versions);
                    Files.move(beside, place);
                }
            }
        }
    }

    /** Of the names and the checksums of all that is in it: the 400 MB of the jars are not read at every start. */
    private static String digest(Path jar) throws IOException {
        try (ZipFile file = new ZipFile(jar.toFile())) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (ZipEntry entry : Collections.list(file.entries())) {
                String line = entry.getName() + " " + entry.getCrc() + " " + entry.getSize() + "\n";
                digest.update(line.getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
