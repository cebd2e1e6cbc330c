/** What operations sees: the health of the way to the coordinator. */
@NullMarked
package io.bactrian.starter.actuate;

import org.jspecify.annotations.NullMarked;
