package io.bactrian.testkit.lint;

/**
 * One thing to mend.
 *
 * @param routeId of the route it is in
 * @param node where in the route, for people
 * @param why what goes wrong
 * @param remedy what to do
 */
public record Finding(LintRule rule, String routeId, String node, String why, String remedy) {

    @Override
    public String toString() {
        return rule.id() + " in route '" + routeId + "' at " + node + ": " + why + "\n      " + remedy;
    }
}
