/** A whole coordinator on a free port with an in-memory ledger, and what tests need to speak with it. */
@NullMarked
package io.bactrian.coordinator.running;

import org.jspecify.annotations.NullMarked;
