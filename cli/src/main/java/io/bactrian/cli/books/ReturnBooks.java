package io.bactrian.cli.books;

import java.util.List;

/** What the participants wrote down about returns. */
public record ReturnBooks(List<ReturnRow> returns, List<Refund> refunds, List<Restock> restocks) {

    /** Nothing ever came back. */
    public static final ReturnBooks EMPTY = new ReturnBooks(List.of(), List.of(), List.of());

    public ReturnBooks {
        returns = List.copyOf(returns);
        refunds = List.copyOf(refunds);
        restocks = List.copyOf(restocks);
    }
}
