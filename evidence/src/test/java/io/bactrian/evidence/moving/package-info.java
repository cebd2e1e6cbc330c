/** An application written for camel-lra, run unchanged before and after it has moved. */
@NullMarked
package io.bactrian.evidence.moving;

import org.jspecify.annotations.NullMarked;
