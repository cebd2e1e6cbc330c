package io.bactrian.participants.orders;

import io.bactrian.testkit.EmbeddedCoordinator;
import java.net.URI;

class OrdersOnBactrianIT extends OrdersSagaContract {

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
