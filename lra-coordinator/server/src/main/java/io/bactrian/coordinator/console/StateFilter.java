package io.bactrian.coordinator.console;

import io.bactrian.coordinator.operations.Overview;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One of the links above the list that narrow it down.
 *
 * @param tone its colour: a state in small letters, {@code all} or {@code attention}
 * @param count how many there are; null where nobody counts
 * @param current the list shows this one now
 */
record StateFilter(
        String label, String tone, String href, @Nullable Long count, boolean current) {

    private static final List<String> STATES =
            List.of("running", "completing", "compensating", "failed", "completed", "compensated");

    static List<StateFilter> all(Overview overview, ListRequest request) {
        List<StateFilter> filters = new ArrayList<>();
        boolean attention = "true".equals(request.attention());
        String state = request.state() == null ? "" : request.state().toLowerCase(Locale.ROOT);
        filters.add(new StateFilter("all", "all", href(request, null, false), null, state.isEmpty() && !attention));
        filters.add(new StateFilter(
                "needs attention", "attention", href(request, null, true), overview.attention(), attention));
        for (String one : STATES) {
            filters.add(new StateFilter(
                    one,
                    one,
                    href(request, one, false),
                    overview.states().get(one.toUpperCase(Locale.ROOT)),
                    one.equals(state) && !attention));
        }
        return filters;
    }

    private static String href(ListRequest request, @Nullable String state, boolean attention) {
        return new ListRequest(state, request.key(), request.name(), attention ? "true" : null, null).href();
    }
}
