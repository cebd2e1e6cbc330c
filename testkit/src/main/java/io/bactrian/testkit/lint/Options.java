package io.bactrian.testkit.lint;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.camel.model.PropertyExpressionDefinition;

/** {@link LintRule#MISSPELT_OPTION}. */
final class Options implements Rule {

    /** The options that speak to the coordinator instead of to the compensation. */
    static final List<String> RESERVED =
            List.of("bactrian.name", "bactrian.businessKey", "bactrian.step", "bactrian.order", "bactrian.retry");

    private static final String PREFIX = "bactrian.";
    private static final int SLIPS = 2;

    private final RouteModel model;

    Options(RouteModel model) {
        this.model = model;
    }

    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        model.sagas().forEach(node -> {
            List<PropertyExpressionDefinition> options = RouteModel.saga(node).getOptions();
            if (options != null) {
                options.stream()
                        .map(PropertyExpressionDefinition::getKey)
                        .filter(Options::isMisspelt)
                        .map(name -> finding(node, name))
                        .forEach(findings::add);
            }
        });
        return findings;
    }

    private static Finding finding(Node node, String name) {
        return new Finding(
                LintRule.MISSPELT_OPTION,
                node.routeId(),
                node.label(),
                "option '" + name + "' is none of those that speak to the coordinator",
                "Did you mean " + nearest(name) + "? There are " + String.join(", ", RESERVED) + "."
                        + (withPrefix(name).isPresent()
                                ? " If it is a value for the compensation, give it another name."
                                : ""));
    }

    private static boolean isMisspelt(String name) {
        return !RESERVED.contains(name)
                && (name.toLowerCase(Locale.ROOT).startsWith(PREFIX)
                        || withPrefix(name).isPresent()
                        || slips(name, nearest(name)) <= SLIPS);
    }

    /** The one that a name is without its prefix. */
    private static Optional<String> withPrefix(String name) {
        return RESERVED.stream()
                .filter(reserved -> reserved.equalsIgnoreCase(PREFIX + name))
                .findFirst();
    }

    private static String nearest(String name) {
        return withPrefix(name).orElseGet(() -> leastSlips(name));
    }

    private static String leastSlips(String name) {
        return RESERVED.stream()
                .min(Comparator.comparingInt(reserved -> slips(name, reserved)))
                .orElseThrow();
    }

    /** How many letters must be put in, taken out or changed to make one of the other. */
    static int slips(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int change = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }
}
