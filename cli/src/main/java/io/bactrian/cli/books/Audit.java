package io.bactrian.cli.books;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** Says whether the books balance. Knows nothing of where they were read and believes no coordinator. */
public final class Audit {

    private Audit() {}

    /** One thing that must hold. */
    interface Rule {
        void check(Ledger ledger, Consumer<Violation> violations);
    }

    private static final List<Rule> RULES = List.of(
            new OrderRule(),
            new StockRule(),
            new MoneyRule(),
            new ShipmentRule(),
            new ReturnRule(),
            new ReturnMovesRule(),
            new JournalRule());

    /**
     * Checks all rules.
     *
     * @param input the orders that were to be processed; orders of the books that are not among them are checked too
     * @param returns the returns that were asked for; likewise
     * @return nothing when everything balances
     */
    public static List<Violation> check(Books books, Collection<InputOrder> input, Collection<InputReturn> returns) {
        Ledger ledger = new Ledger(books, input, returns);
        List<Violation> found = new ArrayList<>();
        RULES.forEach(rule -> rule.check(ledger, found::add));
        return found;
    }
}
