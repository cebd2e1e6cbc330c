package io.bactrian.routes.fulfilment;

/** One line of an order; the price of one piece is in minor units. */
record OrderLine(String sku, int quantity, long unitPriceMinor) {}
