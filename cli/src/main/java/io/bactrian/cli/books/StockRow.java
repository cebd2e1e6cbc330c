package io.bactrian.cli.books;

/**
 * One article in the inventory.
 *
 * @param initial what was put in at first
 * @param onHand free to be reserved
 * @param reserved set aside for orders that are not decided
 * @param confirmed held by fulfilled orders
 * @param received come back from fulfilled orders, by returns that are not decided
 */
public record StockRow(String sku, long initial, long onHand, long reserved, long confirmed, long received) {}
