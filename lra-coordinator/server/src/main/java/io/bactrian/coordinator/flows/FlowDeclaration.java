package io.bactrian.coordinator.flows;

import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How a flow should go. Everything it names is known to belong together ({@link DeclarationCheck}).
 *
 * @param name what the flow is called in lists and metrics
 * @param topics where its events are published
 * @param events the types of its events; those without a rule are shown and expected by nobody
 * @param beginsWith types of events that begin it
 * @param rules what is expected after which event
 * @param done types of events that end it well
 * @param compensated types of events that end it as undone
 */
record FlowDeclaration(
        String name,
        List<String> topics,
        List<String> events,
        List<String> beginsWith,
        List<Rule> rules,
        List<String> done,
        List<String> compensated) {

    /**
     * After each event of type {@code after}, one of these is expected within this time.
     *
     * @param within positive
     */
    record Rule(String after, List<String> oneOf, Duration within) {}

    /** Of a flow that is not declared any more: nothing is expected, and nothing ends it. */
    static FlowDeclaration forgotten(String name) {
        return new FlowDeclaration(name, List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
    }

    /** What an event of this type ends the flow as; null when it ends nothing. */
    @Nullable
    FlowState endOf(String type) {
        if (done.contains(type)) {
            return FlowState.DONE;
        }
        return compensated.contains(type) ? FlowState.COMPENSATED : null;
    }

    /** Differs when anything differs that a flow's state is made of. */
    String fingerprint() {
        StringBuilder text = new StringBuilder();
        rules.stream()
                .map(rule -> rule.after() + ">" + new TreeSet<>(rule.oneOf()) + rule.within())
                .sorted()
                .forEach(rule -> text.append(rule).append('\n'));
        return Hash.of(text.toString(), new TreeSet<>(done).toString(), new TreeSet<>(compensated).toString());
    }
}
