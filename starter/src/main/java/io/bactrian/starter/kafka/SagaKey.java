package io.bactrian.starter.kafka;

import io.bactrian.starter.protocol.LraHeaders;
import io.bactrian.starter.protocol.LraId;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** The key of records that belong to a saga: they stay in order. */
final class SagaKey {

    private SagaKey() {}

    /** The saga's uid; null when the message belongs to none. */
    static @Nullable String of(Message message) {
        String saga = message.getHeader(LraHeaders.LRA, String.class);
        try {
            return saga == null ? null : LraId.parse(saga).uid();
        } catch (IllegalArgumentException e) {
            return null; // not for this endpoint to refuse
        }
    }
}
