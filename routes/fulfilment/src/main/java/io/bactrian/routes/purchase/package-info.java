/** The purchase saga, the smaller sample: reserve, pay, confirm the sale. */
@NullMarked
package io.bactrian.routes.purchase;

import org.jspecify.annotations.NullMarked;
