/** Parts killed at random instants under load, and the phase each kill fell into. */
@NullMarked
package io.bactrian.cli.chaos;

import org.jspecify.annotations.NullMarked;
