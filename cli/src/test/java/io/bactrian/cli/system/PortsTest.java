package io.bactrian.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PortsTest {

    @Test
    void theDefaultsAreTheDocumentedOnes() {
        Ports ports = Ports.from(Ports.DEFAULT_BASE);

        assertThat(ports.coordinator()).isEqualTo("http://localhost:8070/lra-coordinator");
        assertThat(List.of(
                        ports.of(Part.ROUTES),
                        ports.of(Part.INVENTORY),
                        ports.of(Part.PAYMENT),
                        ports.of(Part.ORDERS),
                        ports.of(Part.SHIPPING)))
                .containsExactly(8080, 8081, 8082, 8083, 8084);
    }

    @Test
    void freePortsAreDifferentAndFree() {
        assertThat(Ports.free(new Random(), 6)).doesNotHaveDuplicates().allMatch(Ports::isFree);
    }

    @Test
    void seesATakenPort() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(Ports.isFree(taken.getLocalPort())).isFalse();
        }
    }
}
