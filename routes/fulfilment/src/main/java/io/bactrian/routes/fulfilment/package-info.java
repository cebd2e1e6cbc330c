/** The order fulfilment saga: reserve stock, charge the payment, confirm the order, create the shipment. */
@NullMarked
package io.bactrian.routes.fulfilment;

import org.jspecify.annotations.NullMarked;
