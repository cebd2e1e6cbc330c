package io.bactrian.coordinator.operations;

import io.bactrian.coordinator.flows.FlowSearch;
import io.bactrian.coordinator.flows.FlowState;
import io.bactrian.coordinator.ledger.SagaSearch;
import io.bactrian.coordinator.saga.SagaStatus;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A search as people ask for it: texts in, checked parts out. */
public final class SagaQuery {

    static final int STANDARD_LIMIT = 50;
    static final int HIGHEST_LIMIT = 500;

    private static final List<String> NAMES = Arrays.stream(Parameters.class.getRecordComponents())
            .map(RecordComponent::getName)
            .toList();
    private static final String STATES =
            "running, completing, completed, compensating, compensated, failed, stalled, done";

    private final SagaSearch.@Nullable Filter sagas;
    private final FlowSearch.@Nullable Filter flows;
    private final SagaSearch.@Nullable Position after;
    private final int limit;

    private SagaQuery(
            SagaSearch.@Nullable Filter sagas,
            FlowSearch.@Nullable Filter flows,
            SagaSearch.@Nullable Position after,
            int limit) {
        this.sagas = sagas;
        this.flows = flows;
        this.after = after;
        this.limit = limit;
    }

    /**
     * The parameters of a search, each null or blank when it was not given.
     *
     * @param state a word for the state, in any case
     * @param key the whole business key, of a flow its correlation id
     * @param keyPrefix how the business key begins
     * @param attention {@code true} for those that need a person
     * @param limit how many at most
     * @param cursor what an earlier page gave as {@code next}
     * @param kind {@code saga} or {@code flow} for one of the two only
     */
    public record Parameters(
            @Nullable String state,
            @Nullable String key,
            @Nullable String keyPrefix,
            @Nullable String name,
            @Nullable String attention,
            @Nullable String limit,
            @Nullable String cursor,
            @Nullable String kind) {}

    /**
     * Refuses what no search has: a misspelt parameter must not look like a search that has found everything.
     *
     * @throws BadQuery when there is one
     */
    static void requireKnown(Collection<String> names) {
        names.stream().filter(name -> !NAMES.contains(name)).findFirst().ifPresent(name -> {
            throw new BadQuery("a search takes " + String.join(", ", NAMES) + ", and no " + name);
        });
    }

    /**
     * Reads the parameters.
     *
     * @throws BadQuery when one of them makes no sense
     */
    public static SagaQuery of(Parameters given) {
        String key = text("key", given.key());
        String keyPrefix = text("keyPrefix", given.keyPrefix());
        String name = text("name", given.name());
        String cursor = text("cursor", given.cursor());
        String state = text("state", given.state());
        String kind = kind(text("kind", given.kind()));
        boolean attention = isTrue(text("attention", given.attention()));
        List<SagaStatus> statuses = statuses(state);
        List<FlowState> flowStates = flowStates(state, attention);
        if (state != null && statuses.isEmpty() && flowStates(state, false).isEmpty()) {
            throw new BadQuery("state must be one of " + STATES + ", was " + state);
        }
        boolean noSagas = kind.equals("flow") || (state != null && statuses.isEmpty());
        boolean noFlows = kind.equals("saga") || ((state != null || attention) && flowStates.isEmpty());
        return new SagaQuery(
                noSagas ? null : new SagaSearch.Filter(statuses, key, keyPrefix, name, attention),
                noFlows ? null : new FlowSearch.Filter(flowStates, key, keyPrefix, name),
                cursor == null ? null : Cursor.read(cursor),
                limit(text("limit", given.limit())));
    }

    private static String kind(@Nullable String kind) {
        if (kind == null || kind.equals("saga") || kind.equals("flow")) {
            return kind == null ? "" : kind;
        }
        throw new BadQuery("kind must be saga or flow, was " + kind);
    }

    private static List<SagaStatus> statuses(@Nullable String state) {
        return state == null
                ? List.of()
                : Arrays.stream(SagaStatus.values())
                        .filter(status -> status.plain().equals(state.toUpperCase(Locale.ROOT)))
                        .toList();
    }

    /** Of flows, those that need a person are the stalled ones. */
    private static List<FlowState> flowStates(@Nullable String state, boolean attention) {
        return state == null && !attention
                ? List.of()
                : Arrays.stream(FlowState.values())
                        .filter(one -> state == null || one.name().equals(state.toUpperCase(Locale.ROOT)))
                        .filter(one -> !attention || one == FlowState.STALLED)
                        .toList();
    }

    private static boolean isTrue(@Nullable String attention) {
        if (attention == null || attention.equals("false")) {
            return false;
        }
        if (!attention.equals("true")) {
            throw new BadQuery("attention must be true or false, was " + attention);
        }
        return true;
    }

    private static int limit(@Nullable String limit) {
        if (limit == null) {
            return STANDARD_LIMIT;
        }
        try {
            int number = Integer.parseInt(limit);
            if (number >= 1 && number <= HIGHEST_LIMIT) {
                return number;
            }
        } catch (NumberFormatException e) {
            // the same answer as for a number out of bounds
        }
        throw new BadQuery("limit must be a whole number from 1 to " + HIGHEST_LIMIT + ", was " + limit
                + "; follow next for more");
    }

    private static @Nullable String text(String parameter, @Nullable String value) {
        if (value != null && value.indexOf('\0') >= 0) {
            throw new BadQuery(parameter + " must not contain the character NUL (%00)"); // which not every ledger takes
        }
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** What sagas are looked for; null: none. */
    SagaSearch.@Nullable Filter sagas() {
        return sagas;
    }

    /** What flows are looked for; null: none. */
    FlowSearch.@Nullable Filter flows() {
        return flows;
    }

    SagaSearch.@Nullable Position after() {
        return after;
    }

    int limit() {
        return limit;
    }
}
