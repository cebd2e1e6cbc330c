package io.bactrian.coordinator.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What has to happen after the commit of a transaction; collected inside, thrown away when it is made again. */
final class Effects {

    private final List<DueCall> calls = new ArrayList<>();
    private final List<String> signals = new ArrayList<>();
    private final List<Consumer<SagaListener>> news = new ArrayList<>();
    private boolean lookForDueWork;

    void call(DueCall call) {
        calls.add(call);
    }

    void signal(String sagaId) {
        signals.add(sagaId);
    }

    void lookForDueWork() {
        lookForDueWork = true;
    }

    void tell(Consumer<SagaListener> what) {
        news.add(what);
    }

    List<Consumer<SagaListener>> news() {
        return news;
    }

    List<DueCall> calls() {
        return calls;
    }

    void carryOut(Wakeup wakeup, SagaEnds ends) {
        if (!calls.isEmpty()) {
            wakeup.make(List.copyOf(calls));
        }
        if (lookForDueWork) {
            wakeup.lookForDueWork();
        }
        signals.forEach(ends::signal);
    }
}
