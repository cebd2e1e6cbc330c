/** Invoices for policies; some customers get none. */
@NullMarked
package io.bactrian.participants.insurance.billing;

import org.jspecify.annotations.NullMarked;
