package io.bactrian.participants.journal;

import org.jspecify.annotations.Nullable;

/**
 * What one action, compensation or completion is about.
 *
 * @param scope what the step happens once in: the saga id without its query, or any other name for one unit of work
 * @param name the step's name, as in the journal: {@code reserve-stock}
 * @param sagaId the saga id for the journal, {@code null} where the service knows no sagas
 * @param orderId the order the step works on
 */
public record Step(String scope, String name, @Nullable String sagaId, String orderId) {

    /** A step of a saga. */
    public static Step ofSaga(String sagaId, String name, String orderId) {
        String scope = scopeOf(sagaId);
        return new Step(scope, name, scope, orderId);
    }

    /** The id of a nested saga carries its parent as a query on some calls and not on others: one saga all the same. */
    public static String scopeOf(String sagaId) {
        int query = sagaId.indexOf('?');
        return query < 0 ? sagaId : sagaId.substring(0, query);
    }

    /** A step of a service that knows no sagas. */
    public static Step of(String scope, String name, String orderId) {
        return new Step(scope, name, null, orderId);
    }
}
