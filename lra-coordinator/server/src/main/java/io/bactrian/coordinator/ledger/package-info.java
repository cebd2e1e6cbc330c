/** The tables: migrations, SQL, locks and claims, for H2 and PostgreSQL. */
@NullMarked
package io.bactrian.coordinator.ledger;

import org.jspecify.annotations.NullMarked;
