package io.bactrian.evidence;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.awaitility.core.TerminalFailureException;
import org.junit.jupiter.api.Test;

/** What the tests of moving rely on: that they talk to the application they have started. */
class RunningApplicationIT {

    @Test
    void isNotSomebodyElseWhoAnswersAtItsPort() throws Exception {
        HttpServer stranger =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), Coordinator.freePort()), 0);
        stranger.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        stranger.start();
        try {
            int port = stranger.getAddress().getPort();
            List<String> without = List.of("camel-lra-starter", "camel-lra", "bactrian-spring-boot-starter");

            assertThatThrownBy(() ->
                            RunningApplication.start(without, port, List.of()).close())
                    .isInstanceOf(TerminalFailureException.class)
                    .hasMessageStartingWith("it has ended, see ");
        } finally {
            stranger.stop(0);
        }
    }
}
