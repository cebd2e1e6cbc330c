/** Camel's saga service on an LRA coordinator; knows nothing of Spring. */
@NullMarked
package io.bactrian.starter.saga;

import org.jspecify.annotations.NullMarked;
