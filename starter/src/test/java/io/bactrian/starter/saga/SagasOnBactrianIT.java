package io.bactrian.starter.saga;

class SagasOnBactrianIT extends SagaContract {

    private final BactrianProcess coordinator = new BactrianProcess();

    @Override
    String coordinatorUrl() {
        return coordinator.url();
    }

    @Override
    void stopCoordinator() {
        coordinator.close();
    }
}
