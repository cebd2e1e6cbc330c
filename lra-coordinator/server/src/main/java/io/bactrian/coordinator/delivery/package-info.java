/** Calling participants: the due-work loop, the transport over HTTP, room for others, reading answers. */
@NullMarked
package io.bactrian.coordinator.delivery;

import org.jspecify.annotations.NullMarked;
