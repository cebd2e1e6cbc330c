/** The MicroProfile LRA coordinator protocol over HTTP. */
@NullMarked
package io.bactrian.coordinator.lra;

import org.jspecify.annotations.NullMarked;
