package io.bactrian.coordinator.flows;

import io.bactrian.coordinator.flows.FlowDeclaration.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/** Reads declarations and finds everything that cannot be meant, all of it at once. */
final class DeclarationCheck {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,99}");
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");
    private static final int LONGEST_TYPE = 255;
    private static final Duration LONGEST = Duration.ofDays(3_650);

    private final List<String> problems = new ArrayList<>();
    private final FlowProperties properties;

    private DeclarationCheck(FlowProperties properties) {
        this.properties = properties;
    }

    /**
     * The flows that these properties declare.
     *
     * @throws BadFlowDeclaration when anything about them cannot be meant
     */
    static Declarations read(FlowProperties properties) {
        return new DeclarationCheck(properties).read();
    }

    private Declarations read() {
        List<FlowDeclaration> flows = new ArrayList<>();
        Map<String, String> names = new TreeMap<>();
        Map<String, String> owners = new TreeMap<>();
        properties.flows().forEach((name, declared) -> {
            One one = new One(name, declared == null ? nothing() : declared);
            FlowDeclaration flow = one.read();
            flows.add(flow);
            String other = names.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
            if (other != null) {
                one.bad("", "differs from flow " + other + " in its letters' case only; give it another name");
            }
            for (String type : new HashSet<>(flow.events())) {
                String owner = owners.putIfAbsent(type, name);
                if (owner != null) {
                    one.bad(
                            ".events",
                            "names " + type + ", which flow " + owner + " has too; an event belongs to one flow: take"
                                    + " it out of one of them, or let their services send two types");
                }
            }
        });
        if (!problems.isEmpty()) {
            throw new BadFlowDeclaration(problems);
        }
        return new Declarations(flows);
    }

    private static FlowProperties.Declared nothing() {
        return new FlowProperties.Declared(
                List.of(), List.of(), List.of(), List.of(), new FlowProperties.EndsWith(List.of(), List.of()));
    }

    /** One flow. */
    private final class One {

        private final String name;
        private final FlowProperties.Declared declared;

        One(String name, FlowProperties.Declared declared) {
            this.name = name;
            this.declared = declared;
        }

        void bad(String property, String problem) {
            problems.add("flow " + name + ": bactrian.flows." + name + property + " " + problem);
        }

        FlowDeclaration read() {
            int before = problems.size();
            if (!NAME.matcher(name).matches()) {
                bad("", "must be named with letters, digits and hyphens, at most 100 of them, was " + name);
            }
            topics();
            events();
            known(".begins-with", declared.beginsWith());
            if (declared.beginsWith().isEmpty()) {
                bad(".begins-with", "is missing; name the event that begins the flow");
            }
            List<Rule> rules = rules();
            ends();
            FlowDeclaration flow = new FlowDeclaration(
                    name,
                    List.copyOf(declared.topics()),
                    List.copyOf(declared.events()),
                    List.copyOf(declared.beginsWith()),
                    rules,
                    List.copyOf(declared.endsWith().done()),
                    List.copyOf(declared.endsWith().compensated()));
            if (problems.size() == before) {
                new Reach(flow).check(this);
            }
            return flow;
        }

        private void topics() {
            if (declared.topics().isEmpty()) {
                bad(".topics", "is missing; name the topics that its events are published to");
            }
            for (String topic : declared.topics()) {
                if (!TOPIC.matcher(topic).matches()) {
                    bad(
                            ".topics",
                            "must name topics of letters, digits, dots, underscores and hyphens, was '" + topic + "'");
                } else if (topic.equals(properties.flowTracker().deadLetterTopic())) {
                    bad(
                            ".topics",
                            "names " + topic + ", where unreadable events are put aside"
                                    + " (bactrian.flow-tracker.dead-letter-topic); they would be read again and again");
                }
            }
        }

        private void events() {
            if (declared.events().isEmpty()) {
                bad(".events", "is missing; list the types of all events of the flow");
            }
            Set<String> seen = new HashSet<>();
            for (String type : declared.events()) {
                if (type.isBlank() || type.length() > LONGEST_TYPE) {
                    bad(".events", "must name types of 1 to " + LONGEST_TYPE + " characters, was '" + type + "'");
                } else if (!seen.add(type)) {
                    bad(".events", "names " + type + " twice; once is enough");
                }
            }
        }

        private List<Rule> rules() {
            List<Rule> rules = new ArrayList<>();
            for (int i = 0; i < declared.expect().size(); i++) {
                FlowProperties.Expected expected = declared.expect().get(i);
                String at = ".expect[" + i + "]";
                String after = expected.after();
                if (after == null || after.isBlank()) {
                    bad(at + ".after", "is missing; name the event after which something is expected");
                } else {
                    known(at + ".after", List.of(after));
                }
                if (expected.oneOf().isEmpty()) {
                    bad(at + ".one-of", "is missing; name the event that is expected, or those of which one is");
                }
                known(at + ".one-of", expected.oneOf());
                Duration within = within(at + ".within", expected.within());
                if (after != null && within != null) {
                    Rule rule = new Rule(after, List.copyOf(expected.oneOf()), within);
                    if (rules.stream()
                            .anyMatch(other -> other.after().equals(after)
                                    && Set.copyOf(other.oneOf()).equals(Set.copyOf(rule.oneOf())))) {
                        bad(at, "expects the same after " + after + " as an entry before it; take one of them out");
                    }
                    rules.add(rule);
                }
            }
            return rules;
        }

        private @Nullable Duration within(String property, @Nullable String text) {
            String fix = "give a time like 30s, 5m or 2h, at most 3650d";
            if (text == null || text.isBlank()) {
                bad(property, "is missing; " + fix);
                return null;
            }
            try {
                Duration within = DurationStyle.detectAndParse(text.strip());
                if (within.compareTo(Duration.ZERO) > 0 && within.compareTo(LONGEST) <= 0) {
                    return within;
                }
            } catch (IllegalArgumentException | ArithmeticException e) {
                // the same answer as for a time that is too short or too long
            }
            bad(property, "must be a time longer than 0, was " + text + "; " + fix);
            return null;
        }

        private void ends() {
            FlowProperties.EndsWith ends = declared.endsWith();
            if (ends.done().isEmpty() && ends.compensated().isEmpty()) {
                bad(
                        ".ends-with",
                        "is missing; name the events that end the flow under ends-with.done or ends-with.compensated");
            }
            known(".ends-with.done", ends.done());
            known(".ends-with.compensated", ends.compensated());
            for (String type : ends.done()) {
                if (ends.compensated().contains(type)) {
                    bad(".ends-with", "names " + type + " as done and as compensated; it can only be one of them");
                }
            }
        }

        /** A name that is in no list of events is most often a slip of the pen. */
        private void known(String property, List<String> types) {
            for (String type : types) {
                if (!declared.events().contains(type)) {
                    bad(
                            property,
                            "names " + type + ", which is not among bactrian.flows." + name + ".events "
                                    + declared.events() + "; correct the name, or add it there");
                }
            }
        }
    }

    /** Whether a flow can come to its end at all. */
    private record Reach(FlowDeclaration flow) {

        void check(One one) {
            for (String begin : flow.beginsWith()) {
                if (!canEnd(begin, new HashSet<>())) {
                    one.bad(
                            ".begins-with",
                            "names " + begin + ", from which no event of ends-with can be reached through expect;"
                                    + " the flow would never end");
                }
            }
            for (int i = 0; i < flow.rules().size(); i++) {
                Rule rule = flow.rules().get(i);
                boolean anotherBranchEnds = flow.rules().stream()
                        .filter(other -> !other.equals(rule) && other.after().equals(rule.after()))
                        .anyMatch(other -> other.oneOf().stream().anyMatch(type -> canEnd(type, new HashSet<>())));
                for (String type : rule.oneOf()) {
                    if (!anotherBranchEnds && !canEnd(type, new HashSet<>())) {
                        one.bad(
                                ".expect[" + i + "].one-of",
                                "names " + type + ", from which no event of ends-with can be reached; add what is"
                                        + " expected after " + type + ", or name it under ends-with");
                    }
                }
            }
        }

        private boolean canEnd(String type, Set<String> seen) {
            if (flow.endOf(type) != null) {
                return true;
            }
            return seen.add(type)
                    && flow.rules().stream()
                            .filter(rule -> rule.after().equals(type))
                            .flatMap(rule -> rule.oneOf().stream())
                            .anyMatch(next -> canEnd(next, seen));
        }
    }
}
