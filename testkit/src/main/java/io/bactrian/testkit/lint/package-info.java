/** Finds in the routes of a Camel context what will make a saga go wrong, before one does. */
@NullMarked
package io.bactrian.testkit.lint;

import org.jspecify.annotations.NullMarked;
