package io.bactrian.coordinator.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.bactrian.coordinator.CoordinatorApplication;
import io.bactrian.coordinator.running.Client;
import io.bactrian.coordinator.running.Client.Reply;
import java.time.Duration;
import javax.sql.DataSource;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.annotation.DirtiesContext;

/** What operators are told while the ledger can only be read, and while its tables are gone. */
@SpringBootTest(
        classes = CoordinatorApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.datasource.url=jdbc:h2:mem:away;DB_CLOSE_DELAY=-1")
@DirtiesContext
class LedgerAwayTest {

    @LocalServerPort
    private int port;

    @Autowired
    private DataSource ledger;

    @Test
    void saysSoEverywhereAndStaysAlive() {
        Client client = new Client(port);
        new JdbcTemplate(ledger).execute("ALTER TABLE node RENAME TO elsewhere"); // so that no heartbeat can be written
        await().atMost(Duration.ofSeconds(60))
                .until(() -> client.get("/actuator/health/readiness").status() == 503);
        assertThat(client.get("/actuator/health")
                        .json()
                        .at("/components/ledger/status")
                        .asText())
                .isEqualTo("DOWN");
        assertThat(client.get("/api/v1/sagas").status()).isEqualTo(200);

        new JdbcTemplate(ledger).execute("SHUTDOWN");

        for (Reply reply : new Reply[] {
            client.get("/api/v1/sagas"),
            client.get("/api/v1/sagas/export?endedBefore=2026-01-01T00:00:00Z"),
            client.post("/api/v1/sagas/some/cancel", "{\"reason\":\"try\"}")
        }) {
            JsonNode problem = reply.json();
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.type()).isEqualTo("application/problem+json");
            assertThat(problem.path("title").asText()).isEqualTo("The ledger is out of reach");
            assertThat(problem.path("detail").asText())
                    .isEqualTo("The coordinator's ledger cannot be used now; look at the saga before you repeat the"
                            + " request, it may have been done");
        }
        Reply page = client.get("/console");
        assertThat(page.status()).isEqualTo(503);
        assertThat(page.header("Content-Security-Policy")).startsWith("default-src 'none'");
        assertThat(Jsoup.parse(page.body()).select("[role=alert]").text())
                .isEqualTo("The coordinator's ledger cannot be read now; try again in a moment.");
        assertThat(client.get("/actuator/health/readiness").status()).isEqualTo(503);
        assertThat(client.get("/actuator/health/liveness").status()).isEqualTo(200);
    }
}
