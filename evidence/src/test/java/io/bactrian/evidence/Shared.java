package io.bactrian.evidence;

import java.util.EnumMap;
import java.util.Map;

/** One coordinator, one application and one line that fails on demand per engine, for all rows that can share them. */
final class Shared {

    private static final Map<Engine, Shared> OF = new EnumMap<>(Engine.class);

    static {
        for (Engine engine : Engine.values()) {
            OF.put(engine, new Shared(engine));
        }
    }

    private final Lazy<Coordinator> coordinator;
    private final Lazy<CamelApp> app;
    private final Lazy<Line> line;

    private Shared(Engine engine) {
        // ours gives up after four attempts; the stock one waits 1 s instead of 10 in the middle of a recovery pass,
        // and does in it what it always does
        coordinator = new Lazy<>(() -> engine == Engine.STOCK
                ? Coordinator.start(engine, "-DRecoveryEnvironmentBean.recoveryBackoffPeriod=1")
                : Coordinator.start(engine, "--bactrian.retry.initial=200ms", "--bactrian.retry.attempts=4"));
        app = new Lazy<>(() -> CamelApp.start(engine, coordinator.get().root()));
        line = new Lazy<>(() -> Line.to(engine, coordinator.get()));
    }

    static Coordinator coordinator(Engine engine) {
        return of(engine).coordinator.get();
    }

    static CamelApp app(Engine engine) {
        return of(engine).app.get();
    }

    static Line line(Engine engine) {
        return of(engine).line.get();
    }

    private static Shared of(Engine engine) {
        Shared shared = OF.get(engine);
        if (shared == null) {
            throw new IllegalStateException("no engine " + engine);
        }
        return shared;
    }
}
