/** Mail to customers who have an invoice. */
@NullMarked
package io.bactrian.participants.insurance.notifications;

import org.jspecify.annotations.NullMarked;
