/** The use cases: start, join, leave, renew, close, cancel, expire, settle a call; one transaction each. */
@NullMarked
package io.bactrian.coordinator.engine;

import org.jspecify.annotations.NullMarked;
