/** Calling participants: the due-work loop, the HTTP transport, reading answers. */
@NullMarked
package io.bactrian.coordinator.delivery;

import org.jspecify.annotations.NullMarked;
