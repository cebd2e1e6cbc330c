/** The order book as a saga participant: one attempt of an order at a time, one return at a time, and each decided once. */
@NullMarked
package io.bactrian.participants.orders;

import org.jspecify.annotations.NullMarked;
