/** A Kafka broker of one node (KRaft, no ZooKeeper) in a process of its own. */
@NullMarked
package io.bactrian.broker;

import org.jspecify.annotations.NullMarked;
