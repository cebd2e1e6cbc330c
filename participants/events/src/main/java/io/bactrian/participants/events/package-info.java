/** Events between services: published from the transaction that caused them, handled once each, with Kafka in between. */
@NullMarked
package io.bactrian.participants.events;

import org.jspecify.annotations.NullMarked;
