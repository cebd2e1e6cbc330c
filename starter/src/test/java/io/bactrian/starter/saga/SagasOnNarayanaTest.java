package io.bactrian.starter.saga;

class SagasOnNarayanaTest extends SagaContract {

    @Override
    String coordinatorUrl() {
        return Engines.narayana();
    }
}
