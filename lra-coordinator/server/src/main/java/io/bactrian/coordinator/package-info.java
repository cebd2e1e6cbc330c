/** The Bactrian saga coordinator: a MicroProfile LRA coordinator on an SQL ledger. */
@NullMarked
package io.bactrian.coordinator;

import org.jspecify.annotations.NullMarked;
