/** The crash matrix: runs a saga test once per point at which the coordinator or an application can die, and judges what is left. */
@NullMarked
package io.bactrian.testkit.crash;

import org.jspecify.annotations.NullMarked;
