package io.bactrian.coordinator.console;

import io.bactrian.coordinator.operations.SagaQuery;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What the list is asked to show, as it stands in its address.
 *
 * @param key how the business key begins
 */
record ListRequest(
        @Nullable String state,
        @Nullable String key,
        @Nullable String name,
        @Nullable String attention,
        @Nullable String cursor,
        @Nullable String kind) {

    SagaQuery query() {
        return SagaQuery.of(new SagaQuery.Parameters(state, null, key, name, attention, null, cursor, kind));
    }

    /** The same list, beginning at {@code newCursor}; null is its first page. */
    ListRequest at(@Nullable String newCursor) {
        return new ListRequest(state, key, name, attention, newCursor, kind);
    }

    boolean isFirstPage() {
        return cursor == null || cursor.isBlank();
    }

    public boolean isNarrowed() {
        return !new ListRequest(state, key, name, attention, null, kind).href().equals("/console");
    }

    /** A key or name is searched for: more work for the ledger than the newest of all. */
    public boolean isSearched() {
        return (key != null && !key.isBlank()) || (name != null && !name.isBlank());
    }

    String href() {
        StringJoiner query = new StringJoiner("&", "/console?", "").setEmptyValue("/console");
        add(query, "state", state);
        add(query, "key", key);
        add(query, "name", name);
        add(query, "attention", attention);
        add(query, "kind", kind);
        add(query, "cursor", cursor);
        return query.toString();
    }

    private static void add(StringJoiner query, String name, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            query.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
    }
}
