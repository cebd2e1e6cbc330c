/** Callbacks over Kafka instead of HTTP; all that knows the Kafka client. */
@NullMarked
package io.bactrian.starter.kafka;

import org.jspecify.annotations.NullMarked;
