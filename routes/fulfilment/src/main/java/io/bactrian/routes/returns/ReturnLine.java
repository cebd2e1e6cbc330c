package io.bactrian.routes.returns;

/** So many of one article. */
record ReturnLine(String sku, long quantity) {}
