package io.bactrian.evidence;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * One coordinator per engine that is killed with -9 and started again on its data, with its defaults. The rows that need that
 * share it: each does something before the kill and looks at it afterwards.
 */
final class OneKill {

    /** @param <R> what was seen */
    interface Row<R> {
        void before(LraClient coordinator);

        /** Whether what must pass while the coordinator is down has passed. */
        default boolean mayRestart() {
            return true;
        }

        /** The coordinator accepts requests since a moment. */
        R after(LraClient coordinator);
    }

    private static final Map<Engine, Lazy<OneKill>> OF = new EnumMap<>(Map.of(
            Engine.STOCK, new Lazy<>(() -> new OneKill(Engine.STOCK, all())),
            Engine.OURS, new Lazy<>(() -> new OneKill(Engine.OURS, all()))));

    private final Map<Class<?>, CompletableFuture<Object>> seen = new HashMap<>();

    private static List<Row<?>> all() {
        // the crash must hit the compensation that the last row has begun
        return List.of(
                new Row04CompensationOrderAfterRestartIT.Scenario(),
                new Row14DeadlineAfterRestartIT.Scenario(),
                new Row16RepeatedCompensationIT.Scenario());
    }

    private OneKill(Engine engine, List<Row<?>> rows) {
        Coordinator coordinator = Coordinator.start(engine);
        rows.forEach(row -> row.before(coordinator.lra()));
        coordinator.kill();
        await().atMost(Duration.ofSeconds(120)).until(() -> rows.stream().allMatch(Row::mayRestart));
        coordinator.restart();
        rows.forEach(row -> seen.put(row.getClass(), looking(row, coordinator)));
        CompletableFuture.allOf(seen.values().toArray(CompletableFuture[]::new))
                .whenComplete((all, failure) -> coordinator.close());
    }

    private static CompletableFuture<Object> looking(Row<?> row, Coordinator coordinator) {
        CompletableFuture<Object> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        result.complete(row.after(coordinator.lra()));
                    } catch (RuntimeException | AssertionError e) {
                        result.completeExceptionally(e);
                    }
                },
                "after-the-kill");
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    /** What a row saw; plays all rows when it is asked first. */
    static <R> R seen(Engine engine, Class<? extends Row<R>> row, Class<R> result) {
        return result.cast(OF.get(engine).get().seen.get(row).join());
    }

    /** Plays one row with a coordinator, and a kill, of its own. */
    static <R> R alone(Engine engine, Row<R> row, Class<R> result) {
        return result.cast(
                new OneKill(engine, List.of(row)).seen.get(row.getClass()).join());
    }
}
