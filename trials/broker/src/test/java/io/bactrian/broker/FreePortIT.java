package io.bactrian.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** So many that one chosen twice is all but certain where only listeners are avoided: ten are expected in one process. */
class FreePortIT {

    private static final int MANY = 500;

    @Test
    void isFoundOnceThoughNobodyListensYet() {
        assertThat(find()).doesNotHaveDuplicates();
    }

    @Test
    void isNotFoundByTwoProcesses() throws IOException {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Other.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = other.inputReader()) {
            List<Integer> theirs = out.lines().limit(MANY).map(Integer::valueOf).toList();

            assertThat(theirs).hasSize(MANY);
            assertThat(find()).doesNotContainAnyElementsOf(theirs);
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void isLeftToWhomItWasFoundFor() throws IOException {
        int port = FreePort.find();
        try (ServerSocket server = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(server.isBound()).isTrue();
        }
    }

    private static List<Integer> find() {
        return IntStream.range(0, MANY).mapToObj(i -> FreePort.find()).toList();
    }

    /** Finds as many and keeps them until it is killed. */
    static final class Other {

        public static void main(String[] args) throws IOException {
            find().forEach(System.out::println);
            System.out.flush();
            System.in.read();
        }
    }
}
