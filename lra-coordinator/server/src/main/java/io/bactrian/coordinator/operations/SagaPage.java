package io.bactrian.coordinator.operations;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a search, the newest sagas and flows first.
 *
 * @param next cursor of the page behind this one; null when there is none
 */
public record SagaPage(List<Listed> items, @Nullable String next) {}
