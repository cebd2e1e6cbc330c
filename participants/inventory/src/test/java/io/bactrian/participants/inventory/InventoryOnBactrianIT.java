package io.bactrian.participants.inventory;

import io.bactrian.testkit.EmbeddedCoordinator;
import java.net.URI;

class InventoryOnBactrianIT extends InventorySagaContract {

    private EmbeddedCoordinator bactrian;

    @Override
    URI startCoordinator() {
        bactrian = EmbeddedCoordinator.startLive();
        return URI.create(bactrian.lraUrl());
    }

    @Override
    void stopCoordinator() {
        bactrian.close();
    }
}
