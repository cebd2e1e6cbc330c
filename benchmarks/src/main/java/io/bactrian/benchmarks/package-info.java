/** Measures coordinators side by side: one load, one machine, one run, and ratios instead of bare figures. */
@NullMarked
package io.bactrian.benchmarks;

import org.jspecify.annotations.NullMarked;
