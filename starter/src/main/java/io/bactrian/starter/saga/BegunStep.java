package io.bactrian.starter.saga;

import io.bactrian.starter.callback.StepRun;
import io.bactrian.starter.client.NewStep;
import io.bactrian.starter.protocol.LraId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** A step that is a participant now, with what it has stored at the coordinator so far. */
final class BegunStep {

    private final LraId saga;
    private final NewStep joined;
    private final String recoveryUrl;
    private final StepRun run;
    private final Map<String, Object> results = new LinkedHashMap<>();

    BegunStep(LraId saga, String id, NewStep joined, String recoveryUrl, Map<String, String> options) {
        this.saga = saga;
        this.joined = joined;
        this.recoveryUrl = recoveryUrl;
        this.run = new StepRun(StepRun.Phase.ACTION, saga, id, joined.name(), options);
    }

    LraId saga() {
        return saga;
    }

    NewStep joined() {
        return joined;
    }

    /** The step's action as it runs now. */
    StepRun run() {
        return run;
    }

    String name() {
        return joined.name();
    }

    /** The participant as reports name it. */
    String participant() {
        String path = recoveryUrl.contains("?") ? recoveryUrl.substring(0, recoveryUrl.indexOf('?')) : recoveryUrl;
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /**
     * Adds results and hands all of them to whoever stores them. Parallel branches of one step take turns: what is stored last
     * must contain everything.
     */
    synchronized void add(Map<String, Object> more, Consumer<Map<String, Object>> store) {
        Map<String, Object> all = new LinkedHashMap<>(results);
        all.putAll(more);
        store.accept(all);
        results.putAll(more);
    }
}
