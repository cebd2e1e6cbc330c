/** The same scenarios against our coordinator and stock Narayana, side by side. */
@NullMarked
package io.bactrian.cli.compare;

import org.jspecify.annotations.NullMarked;
