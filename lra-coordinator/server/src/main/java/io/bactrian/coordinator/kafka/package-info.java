/** Participants that are called over Kafka: commands to their topics, and their answers from the reply topic. */
@NullMarked
package io.bactrian.coordinator.kafka;

import org.jspecify.annotations.NullMarked;
