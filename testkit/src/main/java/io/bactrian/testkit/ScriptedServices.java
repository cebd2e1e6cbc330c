package io.bactrian.testkit;

import io.bactrian.coordinator.saga.CallKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Services that are real HTTP servers on free ports of the loopback address and do what a test tells them; without being
 * told they answer 200. They may join the sagas they are called in, and remember what they did and undid, in one order
 * across all of them.
 *
 * <pre>{@code
 * try (ScriptedServices services = ScriptedServices.start(clock, "inventory", "shipping")) {
 *     services.given("PUT http:inventory/reservations/*").joins("reserve-stock");
 *     services.given("PUT http:shipping/shipments/*").answers(503).times(2).undoneBy("DELETE http:shipping/shipments/*");
 *     ...
 *     assertThat(services.standing()).isEmpty();
 * }
 * }</pre>
 */
public final class ScriptedServices implements AutoCloseable {

    private static final Pattern NAME = Pattern.compile("[^\\s/:]+");

    private final @Nullable ManualClock clock;
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "scripted-service");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, ScriptedService> services = new LinkedHashMap<>();
    private final List<ScriptedCall> calls = new CopyOnWriteArrayList<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Called> callbacks = new CopyOnWriteArrayList<>();
    private final Set<String> withoutEffects = new CopyOnWriteArraySet<>();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final Effects effects = new Effects();
    private final Holds holds = new Holds();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /** A callback of a coordinator, and for which step. */
    private record Called(CallKind kind, String step, Request request) {}

    private ScriptedServices(@Nullable ManualClock clock, Collection<String> names) {
        this.clock = clock;
        for (String name : names) {
            if (!NAME.matcher(name).matches() || services.containsKey(name)) {
                close();
                throw new IllegalArgumentException(
                        "each scripted service needs a name of its own, without blanks, slashes and colons, was '"
                                + name + "' among " + names);
            }
            services.put(name, new ScriptedService(name, this, threads));
        }
        if (clock != null) {
            clock.afterEachTurn(() -> holds.releaseDue(clock.instant()));
        }
    }

    /** Starts services of these names; answers may be delayed by turning the clock. */
    public static ScriptedServices start(ManualClock clock, String... names) {
        return new ScriptedServices(clock, List.of(names));
    }

    /** Starts services of these names that know no clock. */
    public static ScriptedServices startLive(String... names) {
        return new ScriptedServices(null, List.of(names));
    }

    /**
     * What to do when these calls come: {@code METHOD http:service/path}, where {@code *} stands for one segment of the
     * path or a part of it and {@code **} for any rest, or {@code COMPENSATE step} and the like for the callbacks of a
     * service that {@link Rule#joins joins} sagas. Of two that match a call, the one written last counts, for what it
     * says. The same pattern again is the same rule: its answers are written anew, the rest of it stays.
     *
     * @throws IllegalArgumentException when the pattern is malformed or names a service that does not exist
     */
    public ServiceRule given(String pattern) {
        return new ServiceRule(this, script(pattern));
    }

    ScriptedCall script(String pattern) {
        CallPattern parsed = known(CallPattern.parse(pattern));
        ScriptedCall call = calls.stream()
                .filter(existing -> existing.pattern().text().equals(parsed.text()))
                .findFirst()
                .orElse(null);
        if (call == null) {
            call = new ScriptedCall(parsed);
        } else {
            calls.remove(call);
            call.restart();
        }
        calls.add(call);
        return call;
    }

    CallPattern known(CallPattern pattern) {
        if (pattern.callback() == null) {
            service(pattern.target());
        }
        return pattern;
    }

    private ScriptedService service(String name) {
        ScriptedService service = services.get(name);
        if (service == null) {
            throw new IllegalArgumentException("no scripted service is called '" + name + "', there are: "
                    + Names.list(services.keySet()) + Names.didYouMean(name, services.keySet()));
        }
        return service;
    }

    /** {@code http://localhost:port} of a service; the port stays the same as long as these services live. */
    public String url(String name) {
        return service(name).url();
    }

    /** The names of all services. */
    public List<String> names() {
        return List.copyOf(services.keySet());
    }

    /** Stops a service: it refuses connections, and those it has are cut. Does nothing when it is down already. */
    public void die(String name) {
        service(name).die();
    }

    /** Starts a service that died, on the same port; it still knows what it did. Does nothing when it is up. */
    public void comeBack(String name) {
        service(name).listen();
    }

    /** Lets all answers go that are being kept back; returns how many there were. */
    public int release() {
        return holds.release();
    }

    /** What is kept back at this moment, a line each. */
    public List<String> held() {
        return holds.list();
    }

    /** The requests that all services received, in the order of their arrival, without callbacks of a coordinator. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** The requests of a pattern, or the callbacks of one like {@code COMPENSATE step}, in the order of their arrival. */
    public List<Request> requests(String pattern) {
        CallPattern parsed = known(CallPattern.parse(pattern));
        if (parsed.callback() != null) {
            return callbacks.stream()
                    .filter(called -> parsed.matches(called.kind(), called.step()))
                    .map(Called::request)
                    .toList();
        }
        return requests.stream().filter(parsed::matches).toList();
    }

    /**
     * What was done, undone and completed, in the order it happened: by calls that join a saga, are undone by others or
     * have a step's name.
     */
    public List<Effect> effects() {
        return effects.inOrder();
    }

    /** What was done, or done and completed, and is not undone. */
    public List<Effect> standing() {
        return effects.standing();
    }

    /**
     * The calls that were to change something and of which no effect is known, because no rule for them says joins,
     * undoneBy or ofStep and none is undone by them: by pattern, {@code PUT http:payment/charges/*}, or by method and
     * service where there is no rule at all. What becomes of them no test and no crash matrix judges.
     */
    public List<String> withoutEffects() {
        return List.copyOf(withoutEffects);
    }

    /** What was asked and answered, a line each, callbacks too: for failure messages. */
    public List<String> log() {
        return List.copyOf(log);
    }

    /** Patterns that no call has matched so far: for failure messages. */
    public List<String> neverAsked() {
        return calls.stream()
                .filter(ScriptedCall::neverAsked)
                .map(call -> call.pattern().text())
                .toList();
    }

    /** Forgets scripts, requests and effects, hangs up on whoever waits for an answer, and starts what died. */
    public void reset() {
        holds.hangUp();
        calls.clear();
        services.values().forEach(ScriptedService::forgetSteps);
        services.values().forEach(ScriptedService::listen);
        requests.clear();
        callbacks.clear();
        withoutEffects.clear();
        log.clear();
        effects.clear();
        failure.set(null);
        holds.reopen();
    }

    /** From here on all answer 200, those that died too; what they did and were asked stays known. */
    void forgetScripts() {
        calls.clear();
        services.values().forEach(ScriptedService::listen);
    }

    /** The rules that match a request, the one written last first. */
    List<ScriptedCall> matching(Predicate<CallPattern> match) {
        List<ScriptedCall> matching = new ArrayList<>();
        for (ScriptedCall call : calls) {
            if (match.test(call.pattern())) {
                matching.add(0, call);
            }
        }
        return matching;
    }

    /** All rules, in the order they were written. */
    List<ScriptedCall> rules() {
        return calls;
    }

    void received(Request request) {
        requests.add(request);
    }

    void calledBack(CallKind kind, String step, Request request) {
        callbacks.add(new Called(kind, step, request));
    }

    void doneWithoutEffects(String calls) {
        withoutEffects.add(calls);
    }

    void note(String line) {
        log.add(line);
    }

    /** A script of this service threw something, so that nothing was answered; the first one is kept. */
    void failed(String service, Throwable thrown) {
        failure.compareAndSet(null, thrown);
        note(service + ": the script failed: " + thrown);
    }

    /** The first that a script threw since this was last asked, an assertion for example; null when none did. */
    public @Nullable Throwable takeFailure() {
        return failure.getAndSet(null);
    }

    Effects journal() {
        return effects;
    }

    Holds holds() {
        return holds;
    }

    @Nullable
    ManualClock clock() {
        return clock;
    }

    /** Stops all services; whoever waits for an answer is hung up on. */
    @Override
    public void close() {
        holds.hangUp();
        services.values().forEach(ScriptedService::die);
        threads.shutdownNow();
    }
}
