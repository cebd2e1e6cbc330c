package io.bactrian.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Judges what became of sagas, and says what was expected, what was found and how it came about. */
final class SagaExpectations {

    private final Course course;
    private final EmbeddedCoordinator coordinator;
    private final ScriptedServices services;
    private final Caller caller;
    private final @Nullable String sagaName;
    private boolean stuckAsExpected;

    SagaExpectations(
            Course course,
            EmbeddedCoordinator coordinator,
            ScriptedServices services,
            Caller caller,
            @Nullable String sagaName) {
        this.course = course;
        this.coordinator = coordinator;
        this.services = services;
        this.caller = caller;
        this.sagaName = sagaName;
    }

    void completed(String... steps) {
        List<LedgerView.Line> sagas = decided(steps);
        for (LedgerView.Line saga : sagas) {
            if (!saga.status().equals("CLOSED")) {
                fail("expected saga " + saga + " to be completed, but it is " + saga.status());
            }
        }
        List<String> found = named(sagas, step -> step.status().equals("COMPLETED"));
        if (steps.length > 0 && !sorted(found).equals(sorted(List.of(steps)))) {
            fail("expected these steps to be completed, in any order:\n" + Report.names(sorted(List.of(steps)))
                    + "\nbut these are:\n" + Report.names(sorted(found)));
        }
    }

    private static List<String> sorted(List<String> names) {
        return names.stream().sorted().toList();
    }

    void compensated(String... steps) {
        List<LedgerView.Line> sagas = decided(steps);
        for (LedgerView.Line saga : sagas) {
            if (!saga.isCancellingSide()) {
                fail("expected saga " + saga + " to be compensated, but it is " + saga.status());
            }
        }
        List<String> expected = List.of(steps);
        List<String> found = coordinator.ledger().compensated(sagas);
        if (steps.length > 0 && !found.equals(expected)) {
            boolean order = sorted(found).equals(sorted(expected));
            fail("expected these steps to be compensated, in this order:\n" + Report.names(expected)
                    + "\nbut these are" + (order ? ", in another order" : "") + ":\n" + Report.names(found)
                    + notCompensated(sagas, expected));
        }
        if (found.isEmpty()) {
            fail("expected that something was compensated, but nothing had begun");
        }
        boolean mayBeStuck = stuckAsExpected && steps.length > 0;
        for (LedgerView.Line saga : sagas) {
            List<String> others = named(List.of(saga), step -> !mayBeStuck || !isSettled(step));
            if (!saga.status().equals("CANCELLED") && !(mayBeStuck && others.isEmpty())) {
                fail("expected saga " + saga + " to be compensated, but it is " + saga.status()
                        + notCompensated(List.of(saga), others));
            }
        }
        agree(sagas, found);
    }

    /** Nothing more becomes of it without a person: in strict order also what waits behind a step that is stuck. */
    private static boolean isSettled(LedgerView.Step step) {
        return step.parked()
                || !step.due()
                || Set.of("COMPENSATED", "FAILED_TO_COMPENSATE", "LEFT").contains(step.status());
    }

    private String notCompensated(List<LedgerView.Line> sagas, List<String> expected) {
        List<LedgerView.Step> known = coordinator.ledger().steps(sagas);
        List<String> words = new ArrayList<>();
        for (String name : new LinkedHashSet<>(expected)) {
            List<LedgerView.Step> of =
                    known.stream().filter(step -> step.name().equals(name)).toList();
            if (of.isEmpty()) {
                words.add(name + " never began");
            }
            of.stream()
                    .filter(step -> !step.status().equals("COMPENSATED"))
                    .forEach(step -> words.add(name + " is " + step.status() + (step.parked() ? " and parked" : "")));
        }
        return words.isEmpty() ? "" : "\nbecause " + String.join(", ", words);
    }

    /** What the services remember is not to differ from what the ledger says. */
    private void agree(List<LedgerView.Line> sagas, List<String> compensated) {
        Set<String> joined = services.rules().stream()
                .filter(ScriptedCall::joins)
                .map(ScriptedCall::step)
                .collect(Collectors.toSet());
        List<Effect> own = services.effects().stream()
                .filter(effect -> isOf(sagas, effect))
                .toList();
        List<String> undone = own.stream()
                .filter(effect -> joined.contains(effect.step()))
                .filter(effect -> effect.kind() == Effect.Kind.UNDONE)
                .map(Effect::step)
                .distinct()
                .toList();
        List<String> recorded =
                compensated.stream().filter(undone::contains).distinct().toList();
        if (!undone.equals(recorded)) {
            fail("the services undid these steps, in this order:\n" + Report.names(undone)
                    + "\nbut the ledger has them compensated in this one:\n" + Report.names(recorded));
        }
        List<Effect> standing = services.standing().stream()
                .filter(effect -> isOf(sagas, effect))
                .filter(effect -> joined.contains(effect.step()) && compensated.contains(effect.step()))
                .toList();
        if (!standing.isEmpty()) {
            fail("the ledger has these compensated, but the services did not undo them:\n  " + standing);
        }
    }

    private static boolean isOf(List<LedgerView.Line> sagas, Effect effect) {
        String saga = effect.saga();
        return saga != null && sagas.stream().anyMatch(line -> saga.contains(line.id()));
    }

    void failedToCompensate(String... steps) {
        List<LedgerView.Line> sagas = decided(steps);
        exactly(
                "said that they cannot compensate",
                named(sagas, step -> step.status().equals("FAILED_TO_COMPENSATE")),
                steps);
        stuckAsExpected |= steps.length > 0;
    }

    void parked(String... steps) {
        exactly("are parked", named(decided(steps), LedgerView.Step::parked), steps);
        stuckAsExpected |= steps.length > 0;
    }

    private void exactly(String what, List<String> found, String... steps) {
        if (!sorted(found).equals(sorted(List.of(steps)))) {
            fail("expected that these steps " + what + ":\n" + Report.names(sorted(List.of(steps)))
                    + "\nbut it is these:\n" + Report.names(sorted(found)));
        }
    }

    private List<String> named(List<LedgerView.Line> sagas, Predicate<LedgerView.Step> which) {
        return coordinator.ledger().steps(sagas).stream()
                .filter(which)
                .map(LedgerView.Step::name)
                .toList();
    }

    void result(String step, String name, Object value) {
        List<LedgerView.Step> of = coordinator.ledger().steps(decided(step)).stream()
                .filter(known -> known.name().equals(step))
                .toList();
        List<String> found = new ArrayList<>();
        for (LedgerView.Step known : of) {
            JsonNode results = known.results() == null ? null : Reply.json(known.results());
            JsonNode result = results == null ? null : results.get(name);
            if (result != null
                    && AnswerExpectations.means(result.isTextual() ? result.asText() : result.toString(), value)) {
                return;
            }
            found.add(results == null ? "no results" : results.toString());
        }
        fail("expected the result " + name + " = " + Reply.text(value) + " of step " + step + ", but "
                + (of.isEmpty() ? "it never began" : "it has " + String.join(", and in another pass ", found)));
    }

    void calls(String pattern, int times) {
        checkCallbacks(List.of(services.known(CallPattern.parse(pattern))));
        course.rest();
        List<Request> requests = services.requests(pattern);
        if (requests.size() != times) {
            fail("expected " + times + " calls " + pattern + ", but there were " + requests.size());
        }
    }

    void nothingOpen() {
        course.rest();
        List<String> open = new ArrayList<>();
        List<LedgerView.Line> sagas = chosen();
        for (LedgerView.Line saga : sagas) {
            if (!saga.isEnded()) {
                open.add("saga " + saga + " is " + saga.status());
            }
            coordinator.ledger().steps(List.of(saga)).stream()
                    .filter(step -> step.parked() || saga.isEnded() && step.owed())
                    .forEach(step -> open.add("step " + step.name() + " of saga " + saga
                            + (step.parked() ? " is parked" : " still has to be told how the saga ended")));
            if (saga.attention()) {
                open.add("saga " + saga + " needs a person");
            }
        }
        services.held().forEach(held -> open.add("an answer is held back: " + held));
        if (course.isRunning()) {
            open.add("what was sent has not ended");
        }
        boolean allUndone = !sagas.isEmpty()
                && course.sagas().stream().allMatch(saga -> saga.status().equals("CANCELLED"));
        List<LedgerView.Line> cancelled =
                sagas.stream().filter(saga -> saga.status().equals("CANCELLED")).toList();
        services.standing().stream()
                .filter(effect -> isOf(cancelled, effect) || allUndone && effect.saga() == null)
                .forEach(effect -> open.add("its saga was compensated, but this still stands: " + effect));
        if (!open.isEmpty()) {
            fail("expected nothing to be open, but\n  " + String.join("\n  ", open));
        }
    }

    /** Scripts for callbacks of steps that no service joins as would never be asked for. */
    void checkCallbacks() {
        checkCallbacks(services.rules().stream().map(ScriptedCall::pattern).toList());
    }

    private void checkCallbacks(List<CallPattern> patterns) {
        Set<String> joined = services.rules().stream()
                .filter(ScriptedCall::joins)
                .map(ScriptedCall::step)
                .collect(Collectors.toSet());
        for (CallPattern pattern : patterns) {
            String step = pattern.target();
            if (pattern.callback() != null && !joined.contains(step)) {
                throw new IllegalArgumentException("'" + pattern + "' is never called: no scripted service joins"
                        + " sagas as " + step + ", they join as: " + Names.list(joined)
                        + Names.didYouMean(step, joined)
                        + ". Steps of the application itself are undone by its own routes: script the services that"
                        + " those call");
            }
        }
    }

    private List<LedgerView.Line> decided(String... steps) {
        course.rest();
        checkNames(steps);
        List<LedgerView.Line> sagas = chosen();
        if (sagas.isEmpty()) {
            fail("no saga was started");
        }
        return sagas;
    }

    private List<LedgerView.Line> chosen() {
        List<LedgerView.Line> all = course.sagas();
        String wanted = sagaName;
        if (wanted == null) {
            return all;
        }
        List<LedgerView.Line> sagas =
                all.stream().filter(saga -> saga.isCalled(wanted)).toList();
        if (sagas.isEmpty()) {
            fail("no saga of this test has the name or business key '" + wanted + "'; there are: "
                    + Names.list(all.stream().map(LedgerView.Line::toString).toList()));
        }
        return sagas;
    }

    private void checkNames(String... steps) {
        Set<String> known = new TreeSet<>(caller.routeIds());
        coordinator.ledger().steps(course.sagas()).forEach(step -> known.add(step.name()));
        services.rules().stream()
                .filter(ScriptedCall::hasEffects)
                .map(ScriptedCall::step)
                .forEach(known::add);
        Arrays.stream(steps).filter(step -> !known.contains(step)).findFirst().ifPresent(step -> {
            throw new IllegalArgumentException("no step and no route is called '" + step + "'"
                    + Names.didYouMean(step, known) + " Steps of this test's sagas: "
                    + Names.list(coordinator.ledger().steps(course.sagas()).stream()
                            .map(LedgerView.Step::name)
                            .toList())
                    + ". Routes: " + Names.list(caller.routeIds()));
        });
    }

    private void fail(String message) {
        throw course.failure(message);
    }
}
