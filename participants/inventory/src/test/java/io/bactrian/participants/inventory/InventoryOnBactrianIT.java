package io.bactrian.participants.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bactrian.participants.testing.Coordinator;
import io.bactrian.testkit.EmbeddedCoordinator;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class InventoryOnBactrianIT extends InventorySagaContract {

    private EmbeddedCoordinator bactrian;

    @Override
    URI startCoordinator() {
        bactrian = EmbeddedCoordinator.startLive();
        return URI.create(bactrian.lraUrl());
    }

    @Test
    void showsTheRefusedStepAsFailed() {
        String saga = new Coordinator(URI.create(bactrian.lraUrl())).start();
        assertThat(reserve(saga, "refused", "never there", 1).status()).isEqualTo(409);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(bactrian.timeline(saga)).contains("out of stock: never there"));
    }

    @Override
    void stopCoordinator() {
        bactrian.close();
    }
}
