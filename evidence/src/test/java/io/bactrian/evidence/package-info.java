/** One test per row of what users of Camel sagas suffer today: stock shows it, Bactrian does not. */
@NullMarked
package io.bactrian.evidence;

import org.jspecify.annotations.NullMarked;
