/** Quotes that are approved, and reopened when the policy that came of one is cancelled. */
@NullMarked
package io.bactrian.participants.insurance.quotes;

import org.jspecify.annotations.NullMarked;
