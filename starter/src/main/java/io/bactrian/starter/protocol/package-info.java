/** What travels on the wire: LRA ids, the Link header, header names. JDK only. */
@NullMarked
package io.bactrian.starter.protocol;

import org.jspecify.annotations.NullMarked;
