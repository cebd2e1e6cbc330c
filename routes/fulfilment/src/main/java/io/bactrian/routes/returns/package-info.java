/** The return saga: validate the return, refund, put the goods back into stock. */
@NullMarked
package io.bactrian.routes.returns;

import org.jspecify.annotations.NullMarked;
