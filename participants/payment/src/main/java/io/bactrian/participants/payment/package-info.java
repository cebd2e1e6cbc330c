/** Customers' accounts as a saga participant: charge within the credit, refund, and refund what is returned. */
@NullMarked
package io.bactrian.participants.payment;

import org.jspecify.annotations.NullMarked;
