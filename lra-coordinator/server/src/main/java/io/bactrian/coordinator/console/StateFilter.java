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

    private static final List<String> OF_SAGAS =
            List.of("running", "completing", "compensating", "failed", "completed", "compensated");
    private static final List<String> OF_BOTH =
            List.of("running", "stalled", "completing", "compensating", "failed", "completed", "done", "compensated");

    static List<StateFilter> all(Overview overview, ListRequest request) {
        List<StateFilter> filters = new ArrayList<>();
        boolean attention = "true".equals(request.attention());
        String state = request.state() == null ? "" : request.state().toLowerCase(Locale.ROOT);
        filters.add(new StateFilter("all", "all", href(request, null, false), null, state.isEmpty() && !attention));
        filters.add(new StateFilter(
                "needs attention", "attention", href(request, null, true), overview.attention(), attention));
        for (String one : overview.states().containsKey("STALLED") ? OF_BOTH : OF_SAGAS) {
            filters.add(new StateFilter(
                    one,
                    one,
                    href(request, one, false),
                    overview.states().get(one.toUpperCase(Locale.ROOT)),
                    one.equals(state) && !attention));
        }
        return filters;
    }

    /** Both kinds, or one of them. */
    static List<StateFilter> kinds(ListRequest request) {
        String kind = request.kind() == null ? "" : request.kind();
        return List.of(
                kind("all kinds", null, kind.isEmpty(), request),
                kind("sagas", "saga", kind.equals("saga"), request),
                kind("flows", "flow", kind.equals("flow"), request));
    }

    private static StateFilter kind(String label, @Nullable String kind, boolean current, ListRequest request) {
        ListRequest other =
                new ListRequest(request.state(), request.key(), request.name(), request.attention(), null, kind);
        return new StateFilter(label, "all", other.href(), null, current);
    }

    private static String href(ListRequest request, @Nullable String state, boolean attention) {
        return new ListRequest(state, request.key(), request.name(), attention ? "true" : null, null, request.kind())
                .href();
    }
}
