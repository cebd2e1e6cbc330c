/** What a service did, written in the transaction that did it, and the guard that lets each step of a saga act once. */
@NullMarked
package io.bactrian.participants.journal;

import org.jspecify.annotations.NullMarked;
