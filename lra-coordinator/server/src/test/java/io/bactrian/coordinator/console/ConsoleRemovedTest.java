package io.bactrian.coordinator.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.coordinator.CoordinatorApplication;
import io.bactrian.coordinator.running.Client;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

@SpringBootTest(
        classes = CoordinatorApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"spring.datasource.url=jdbc:h2:mem:noconsole;DB_CLOSE_DELAY=-1", "bactrian.console.enabled=false"
        })
class ConsoleRemovedTest {

    @LocalServerPort
    private int port;

    @Test
    void leavesTheApiWhenItIsRemoved() {
        Client client = new Client(port);

        assertThat(client.get("/console").status()).isEqualTo(404);
        assertThat(client.get("/").status()).isEqualTo(404);
        assertThat(client.get("/api/v1/sagas").status()).isEqualTo(200);
    }
}
