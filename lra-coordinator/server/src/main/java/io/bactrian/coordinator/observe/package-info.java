/** What a running coordinator tells machines: metrics and health. */
@NullMarked
package io.bactrian.coordinator.observe;

import org.jspecify.annotations.NullMarked;
