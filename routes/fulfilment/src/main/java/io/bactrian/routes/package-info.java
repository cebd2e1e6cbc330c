/** The saga application: starts the routes and holds what all of them share. */
@NullMarked
package io.bactrian.routes;

import org.jspecify.annotations.NullMarked;
