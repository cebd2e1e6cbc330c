package io.bactrian.benchmarks;

/**
 * One load.
 *
 * @param end how each saga ends
 * @param participants how many join each saga
 * @param clients how many sagas run at once
 */
record Scenario(End end, int participants, int clients) {

    Scenario withClients(int others) {
        return new Scenario(end, participants, others);
    }

    @Override
    public String toString() {
        return "%s, %d participants, %d client%s".formatted(end, participants, clients, clients == 1 ? "" : "s");
    }
}
