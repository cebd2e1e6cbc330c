package io.bactrian.participants.payment;

import io.bactrian.testkit.EmbeddedCoordinator;
import java.net.URI;

class PaymentOnBactrianIT extends PaymentSagaContract {

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
