/** The application around the order fulfilment saga, which is a route file in YAML or XML. */
@NullMarked
package io.bactrian.routes.dsl;

import org.jspecify.annotations.NullMarked;
