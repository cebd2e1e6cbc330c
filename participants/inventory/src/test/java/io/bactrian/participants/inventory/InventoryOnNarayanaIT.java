package io.bactrian.participants.inventory;

import io.bactrian.narayana.NarayanaCoordinator;
import java.net.URI;
import java.nio.file.Path;

class InventoryOnNarayanaIT extends InventorySagaContract {

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
