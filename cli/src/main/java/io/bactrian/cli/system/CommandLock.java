package io.bactrian.cli.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * What only one command of this machine may hold at a time. The file stays; who holds it is known to the operating system alone, which
 * takes it back when the holder ends, however that ends.
 */
public final class CommandLock implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(20);

    private final Path file;
    private final FileChannel channel;

    private CommandLock(Path file) {
        this.file = file;
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            this.channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Empty when somebody holds it. */
    public static Optional<CommandLock> tryTake(Path file) {
        CommandLock lock = new CommandLock(file);
        if (lock.taken()) {
            return Optional.of(lock);
        }
        lock.close();
        return Optional.empty();
    }

    /**
     * Waits for it.
     *
     * @throws IllegalStateException when somebody holds it for too long
     */
    static CommandLock take(Path file) {
        CommandLock lock = new CommandLock(file);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!lock.taken()) {
            if (System.nanoTime() > end) {
                lock.close();
                throw new IllegalStateException("Another command has held " + file + " for " + PATIENCE.toSeconds()
                        + " s: end it, or let it go on");
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        return lock;
    }

    private boolean taken() {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // held within this process
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private UncheckedIOException failed(IOException e) {
        return new UncheckedIOException("Cannot lock " + file, e);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }
}
