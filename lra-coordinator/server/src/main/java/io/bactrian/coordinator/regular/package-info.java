/** Work that comes again and again for as long as the coordinator runs. */
@NullMarked
package io.bactrian.coordinator.regular;

import org.jspecify.annotations.NullMarked;
