package io.bactrian.cli.books;

/** One article in the inventory: {@code initial} is what was put in at first. */
public record StockRow(String sku, long initial, long onHand, long reserved, long confirmed) {}
