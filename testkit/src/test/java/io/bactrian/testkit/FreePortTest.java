package io.bactrian.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreePortTest {

    @Test
    void isFreeAndBelowThoseOfOutgoingConnections() throws IOException {
        int port = FreePort.find();

        assertThat(port).isBetween(20_000, 31_999);
        try (ServerSocket server = new ServerSocket(port)) {
            assertThat(server.isBound()).isTrue();
        }
    }

    @Test
    void severalDiffer() {
        List<Integer> ports = FreePort.find(50);

        assertThat(ports).hasSize(50).doesNotHaveDuplicates();
    }
}
