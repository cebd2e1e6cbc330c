/** Hosts the unmodified Narayana LRA coordinator: as a process of its own or inside a test. */
@NullMarked
package io.bactrian.narayana;

import org.jspecify.annotations.NullMarked;
