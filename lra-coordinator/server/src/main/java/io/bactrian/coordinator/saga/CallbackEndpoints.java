package io.bactrian.coordinator.saga;

import org.jspecify.annotations.Nullable;

/**
 * What an application must still have in order to answer the calls of one participant. An application that is deployed
 * without one of them asks before it starts ({@code GET C/instances/{application}/endpoints}).
 *
 * @param application whose participant this is, which need not be the application that started the saga
 * @param compensation the application's own name for what undoes the step; null when nothing does
 * @param completion the same for the saga's good end; null when nothing is to be done then
 */
public record CallbackEndpoints(
        String application,
        @Nullable String compensation,
        @Nullable String completion) {}
