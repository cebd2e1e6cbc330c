/** What operators see and do: searching and inspecting sagas, retrying, resolving, cancelling, exporting. */
@NullMarked
package io.bactrian.coordinator.operations;

import org.jspecify.annotations.NullMarked;
