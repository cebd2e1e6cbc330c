/** Policies that are made of approved quotes, and cancelled when no invoice can be made for one. */
@NullMarked
package io.bactrian.participants.insurance.policies;

import org.jspecify.annotations.NullMarked;
