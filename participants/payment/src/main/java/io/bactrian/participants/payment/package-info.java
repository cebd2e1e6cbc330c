/** Customers' accounts as a saga participant: charge within the credit, and refund. */
@NullMarked
package io.bactrian.participants.payment;

import org.jspecify.annotations.NullMarked;
