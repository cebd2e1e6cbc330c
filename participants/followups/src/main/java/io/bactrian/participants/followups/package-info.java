/** What follows once an order is fulfilled, each part by itself: documents, notifications, analytics. */
@NullMarked
package io.bactrian.participants.followups;

import org.jspecify.annotations.NullMarked;
