package io.bactrian.starter.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a start says.
 *
 * @param idempotencyKey a repeat with the same key gets the same saga
 * @param clientId {@code application/instance/incarnation}, or a plain name for a saga that no process owns
 * @param name what kind of saga this is
 * @param businessKey what people look it up by
 * @param order {@code best-effort} or {@code strict}
 * @param timeLimit after which the coordinator cancels it
 */
public record NewSaga(
        String idempotencyKey,
        String clientId,
        @Nullable String name,
        @Nullable String businessKey,
        @Nullable String order,
        @Nullable Duration timeLimit) {}
