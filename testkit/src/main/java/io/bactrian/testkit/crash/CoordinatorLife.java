package io.bactrian.testkit.crash;

import io.bactrian.testkit.EmbeddedCoordinator;
import java.util.function.Supplier;

/** The coordinator, living in this process. */
final class CoordinatorLife implements Life {

    private final Mortality mortality;
    private final EmbeddedCoordinator coordinator;

    CoordinatorLife(Mortality mortality, Supplier<EmbeddedCoordinator> start) {
        this.mortality = mortality;
        this.coordinator = mortality.live(start);
    }

    EmbeddedCoordinator coordinator() {
        return coordinator;
    }

    @Override
    public String url() {
        return coordinator.url();
    }

    @Override
    public Mortality mortality() {
        return mortality;
    }

    @Override
    public void bury() {
        mortality.live(() -> {
            coordinator.abandon();
            return this;
        });
    }
}
