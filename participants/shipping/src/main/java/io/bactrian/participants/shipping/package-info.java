/** Shipments as a plain REST service that knows nothing of sagas: repeatable calls, and a cancel that also works before the create. */
@NullMarked
package io.bactrian.participants.shipping;

import org.jspecify.annotations.NullMarked;
