package io.bactrian.starter.saga;

import org.junit.jupiter.api.AfterAll;

class SagasOnBactrianIT extends SagaContract {

    private final BactrianProcess coordinator = new BactrianProcess();

    @Override
    String coordinatorUrl() {
        return coordinator.url();
    }

    @AfterAll
    void stopCoordinator() {
        coordinator.close();
    }
}
