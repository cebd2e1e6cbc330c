/** The flow tracker: services that work together by events alone, who caused what, what is expected next, and what is late. */
@NullMarked
package io.bactrian.coordinator.flows;

import org.jspecify.annotations.NullMarked;
