package io.bactrian.participants.orders;

import io.bactrian.narayana.NarayanaCoordinator;
import java.net.URI;
import java.nio.file.Path;

class OrdersOnNarayanaIT extends OrdersSagaContract {

    private NarayanaCoordinator narayana;

    @Override
    URI startCoordinator() {
        narayana = NarayanaCoordinator.start(0, Path.of("target", "narayana"));
        return narayana.url();
    }

    @Override
    void stopCoordinator() {
        narayana.close();
    }
}
