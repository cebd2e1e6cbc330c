/** How far all nodes together have read topics of the broker, as it knows it. */
@NullMarked
package io.bactrian.coordinator.reading;

import org.jspecify.annotations.NullMarked;
