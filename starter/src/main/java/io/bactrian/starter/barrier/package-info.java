/** {@code policy("once")}: a saga step acts once, is undone once and never the wrong way round, in the transaction of its effect. */
@NullMarked
package io.bactrian.starter.barrier;

import org.jspecify.annotations.NullMarked;
