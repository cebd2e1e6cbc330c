/** The model: sagas, participants, their statuses with the legal transitions, and the rules of order and retry. JDK only. */
@NullMarked
package io.bactrian.coordinator.saga;

import org.jspecify.annotations.NullMarked;
