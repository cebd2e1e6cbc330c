/** Wires the saga service into a Camel application on Spring Boot. */
@NullMarked
package io.bactrian.starter.autoconfigure;

import org.jspecify.annotations.NullMarked;
