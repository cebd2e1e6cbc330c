package io.bactrian.testkit.lint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;

/**
 * Checks the routes of a context for what will make a saga go wrong. It reads the model that Camel itself runs, so it does
 * not matter whether a route was written in Java, YAML or XML, and nothing is sent anywhere:
 *
 * <pre>{@code
 * @Test
 * void sagasAreSound() {
 *     SagaLint.check(camelContext).orFail();
 * }
 * }</pre>
 *
 * <p>It cannot see into beans, processors and other applications. What it takes amiss although it is right is named with a
 * reason, and must still be there: {@code .ignoring(LintRule.X, "route-id", "because ..")}.
 */
public final class SagaLint {

    private final List<Finding> found;
    private final Map<Accepted, String> acceptances = new LinkedHashMap<>();

    private SagaLint(List<Finding> found) {
        this.found = found;
    }

    /** An accepted finding. */
    private record Accepted(LintRule rule, String routeId) implements Predicate<Finding> {

        @Override
        public boolean test(Finding finding) {
            return finding.rule() == rule
                    && (routeId.isEmpty() || finding.routeId().equals(routeId));
        }

        @Override
        public String toString() {
            return rule.id() + (routeId.isEmpty() ? "" : " in route '" + routeId + "'");
        }
    }

    /** Looks at all routes that the context has; it need not be started. */
    public static SagaLint check(CamelContext context) {
        RouteModel model = RouteModel.of(context);
        return new SagaLint(Stream.of(
                        new SideEffects(model),
                        new ManualSagas(model),
                        new Consumers(model),
                        new CallbackUris(model),
                        new Options(model),
                        new Retries(model),
                        new HiddenFailures(model),
                        new Loops(model),
                        new OncePairs(model),
                        new Transactions(model))
                .flatMap(rule -> rule.findings().stream())
                .toList());
    }

    /**
     * Accepts what a rule says about one route.
     *
     * @param reason why it is right there, for whoever reads the test
     */
    public SagaLint ignoring(LintRule rule, String routeId, String reason) {
        return except(new Accepted(rule, routeId), reason);
    }

    /** Accepts what a rule says about any route. */
    public SagaLint ignoring(LintRule rule, String reason) {
        return except(new Accepted(rule, ""), reason);
    }

    private SagaLint except(Accepted accepted, String reason) {
        if (reason.isBlank()) {
            throw new IllegalArgumentException(
                    "ignoring " + accepted + " needs a reason, for whoever reads the test next");
        }
        acceptances.put(accepted, reason);
        return this;
    }

    /** What is to be mended, without what is accepted. */
    public List<Finding> findings() {
        return found.stream()
                .filter(finding -> acceptances.keySet().stream().noneMatch(accepted -> accepted.test(finding)))
                .toList();
    }

    /**
     * Fails when anything is to be mended, or when something is accepted that is not there any more.
     *
     * @throws AssertionError with all findings
     */
    public void orFail() {
        List<String> faults = new ArrayList<>();
        findings().forEach(finding -> faults.add(finding.toString()));
        acceptances.forEach((accepted, reason) -> {
            if (found.stream().noneMatch(accepted)) {
                faults.add(
                        "nothing to ignore: " + accepted + " (\"" + reason
                                + "\") is not found any more\n      Take the ignoring(..) out, or mend the route's name in it.");
            }
        });
        if (!faults.isEmpty()) {
            throw new AssertionError(faults.stream()
                    .map(fault -> "\n  * " + fault)
                    .collect(Collectors.joining(
                            "",
                            faults.size() + (faults.size() == 1 ? " thing" : " things")
                                    + " in the sagas of these routes:",
                            "\n  What is right as it is can be accepted: SagaLint.check(..).ignoring(LintRule.X,"
                                    + " \"route-id\", \"reason\").")));
        }
    }
}
